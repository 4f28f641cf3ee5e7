import type { Command } from "commander";
import type { FlagDescriptor } from "../command/descriptor.ts";

export interface Candidate {
  value: string;
  description: string;
}

/** What may stand at the end of the words. `files`: when nothing else fits, the shell offers files. */
export interface Answer {
  candidates: Candidate[];
  files: boolean;
}

/** A flag as completion sees it, whoever defined it. */
export interface KnownFlag {
  /** With their dashes; the first is offered. */
  names: string[];
  description: string;
  takesValue: boolean;
  choices: string[];
  repeats: boolean;
}

export const NOTHING: Answer = { candidates: [], files: false };

/** What may stand for a flag or for its value; undefined when the unfinished word is neither. */
export function answerFlags(flags: readonly KnownFlag[], words: readonly string[]): Answer | undefined {
  const current = words.at(-1) ?? "";
  const valued = flagOfValue(flags, words);
  if (valued)
    return answerValue(valued, current.slice(current.startsWith("-") ? current.indexOf("=") + 1 : 0));
  if (!current.startsWith("-")) return undefined;
  const given = new Set(words.slice(0, -1).map((word) => word.split("=", 1)[0]));
  const open = flags.filter(({ names, repeats }) => repeats || !names.some((name) => given.has(name)));
  return {
    candidates: matching(
      open.map(({ names: [value = ""], description }) => ({ value, description })),
      current,
    ),
    files: false,
  };
}

/** The flag whose value the unfinished word is: `--stage=dr` or `--stage dr`. */
function flagOfValue(flags: readonly KnownFlag[], words: readonly string[]): KnownFlag | undefined {
  const current = words.at(-1) ?? "";
  const name = current.startsWith("-") ? /^(--?[^=]+)=/.exec(current)?.[1] : words.at(-2);
  return flags.find(({ names, takesValue }) => takesValue && name !== undefined && names.includes(name));
}

/** A value without choices may be a path. */
export function answerValue(
  { choices, description }: Pick<KnownFlag, "choices" | "description">,
  typed: string,
): Answer {
  return {
    candidates: matching(
      choices.map((value) => ({ value, description })),
      typed,
    ),
    files: choices.length === 0,
  };
}

export function matching(candidates: Candidate[], typed: string): Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(typed));
}

/** A switch can be turned on and off. */
export function flagsOf(descriptors: readonly FlagDescriptor[]): KnownFlag[] {
  return descriptors.flatMap((flag) => {
    const letter = flag.alias === null ? [] : [`-${flag.alias}`];
    const known = {
      names: [`--${flag.flag}`, ...letter],
      description: flag.description ?? "",
      takesValue: flag.kind !== "boolean",
      choices: (flag.choices ?? []).map(String),
      repeats: flag.array,
    };
    return flag.kind === "boolean" ? [known, { ...known, names: [`--no-${flag.flag}`] }] : [known];
  });
}

export function optionsOf({ options }: Command): KnownFlag[] {
  return options.map((option) => ({
    names: [option.long, option.short].filter((name) => name != null),
    description: option.description,
    takesValue: option.required || option.optional,
    choices: option.argChoices ?? [],
    repeats: option.variadic,
  }));
}
