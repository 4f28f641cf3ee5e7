import { Argument, Command, Option, type OutputConfiguration } from "commander";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { HELP_FLAG, HELP_STYLE } from "./help-style.ts";

export interface HelpParts {
  /** What stands before the flags: `errand run essays:archive`. */
  name: string;
  /** What stands between name and flags: `[runner flags] NAME`. */
  usage?: string;
  summary: string;
  description: string | null;
  flags: readonly FlagDescriptor[];
  /** What the values of flags are called, where that is not their kind or their name. */
  values?: Readonly<Record<string, string>>;
  /** All flags may be given at once, as an object. */
  takesJson: boolean;
  /** Each what stands behind `name`. */
  examples: readonly string[];
  /** What else there is to know, after the flags. */
  notes?: string;
}

/** Help for flags that zod described, in commander's own layout. */
export function helpText(parts: HelpParts, screen: OutputConfiguration): string {
  const { name, usage, summary, description, flags, examples } = parts;
  const command = new Command(name)
    .description(description === null ? summary : `${summary}\n\n${description}`)
    .configureHelp(HELP_STYLE)
    .helpOption(...HELP_FLAG);
  if (usage !== undefined) command.usage(usage);
  for (const flag of positionals(flags)) command.addArgument(argumentOf(flag));
  for (const flag of flags) command.addOption(optionOf(flag, parts.values?.[flag.flag]));
  if (parts.takesJson)
    command.option("--args <json>", "args as JSON, @file.json, or - for stdin; flags override it");
  if (parts.notes !== undefined) command.addHelpText("after", `\n${parts.notes}`);
  const shown = examples.map((example) => `  ${name} ${example}`.trimEnd());
  if (shown.length > 0) command.addHelpText("after", `\nExamples:\n${shown.join("\n")}`);
  let text = "";
  command.configureOutput({ ...screen, writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

function positionals(flags: readonly FlagDescriptor[]): FlagDescriptor[] {
  return flags
    .filter(({ position }) => position !== null)
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
}

function argumentOf(flag: FlagDescriptor): Argument {
  const word = flag.array ? `${flag.flag}...` : flag.flag;
  return new Argument(`[${word}]`, `the same as --${flag.flag}`);
}

/** A boolean that is true unless told otherwise shows the form that tells otherwise. */
function optionOf(flag: FlagDescriptor, named = placeholder(flag)): Option {
  if (flag.kind === "boolean" && flag.default === true)
    return new Option(`--no-${flag.flag}`, describe(flag));
  const letter = flag.alias === null ? "" : `-${flag.alias}, `;
  const value = flag.kind === "boolean" ? "" : ` <${named}${flag.array ? "..." : ""}>`;
  return new Option(`${letter}--${flag.flag}${value}`, describe(flag));
}

function placeholder({ kind, flag }: FlagDescriptor): string {
  if (kind === "string") return flag;
  if (kind === "bigint") return "integer";
  return kind === "enum" ? "choice" : kind;
}

function describe(flag: FlagDescriptor): string {
  const notes = [
    flag.required ? "required" : null,
    flag.choices ? `one of ${flag.choices.join(", ")}` : null,
    saysNothing(flag.default) ? null : `default ${plain(flag.default)}`,
    flag.env === null ? null : `or ${flag.env} from the environment`,
    flag.secret ? "secret: never shown" : null,
  ].filter((note) => note !== null);
  const words = flag.default === true ? negated(flag) : (flag.description ?? "");
  return notes.length === 0 ? words : `${words} (${notes.join("; ")})`.trimStart();
}

/** What says itself that something is not done needs no more words. */
function negated({ description, flag }: FlagDescriptor): string {
  return description?.startsWith("never ") === true ? description : `turn off: ${description ?? flag}`;
}

/** A switch shows by its own form which way it stands. */
function saysNothing(value: FlagDescriptor["default"]): boolean {
  return value === null || typeof value === "boolean" || (Array.isArray(value) && value.length === 0);
}

function plain(value: FlagDescriptor["default"]): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
