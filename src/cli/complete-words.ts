import { nameSegments } from "../command/command-name.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { readManifest } from "../command/manifest.ts";
import {
  answerFlags,
  answerValue,
  flagsOf,
  matching,
  NOTHING,
  optionsOf,
  type Answer,
  type KnownFlag,
} from "./complete-flags.ts";
import { SHELLS } from "./complete-script.ts";
import type { Shell } from "./shell.ts";
import { findVerb, VERBS } from "./verbs.ts";

/** What may stand at the end of `errand WORDS…`; the last word is the unfinished one, maybe empty. */
export async function answerWords(words: string[], shell: Shell): Promise<Answer> {
  const [verb = "", ...rest] = words;
  if (words.length <= 1) return answerVerb(verb);
  if (verb === "run" || verb === "enqueue") return answerNamed(verb, rest, shell);
  if (verb === "exec") return answerExec(rest);
  return (await answerOptions(verb, rest, shell)) ?? answerOperand(verb, rest);
}

const HELP: KnownFlag = {
  names: ["--help", "-h"],
  description: "what it does and takes",
  takesValue: false,
  choices: [],
  repeats: false,
};
const VERSION: KnownFlag = { ...HELP, names: ["--version", "-V"], description: "the version of errand" };

function answerVerb(typed: string): Answer {
  const verbs = VERBS.map(({ name, summary }) => ({ value: name, description: summary }));
  return answerFlags([HELP, VERSION], [typed]) ?? { candidates: matching(verbs, typed), files: false };
}

/** `[flags of the verb] NAME [command flags]` */
async function answerNamed(verb: NamingVerb, words: string[], shell: Shell): Promise<Answer> {
  const { before, name, after } = await splitNamed(verb, words);
  if (name !== undefined && after.length > 0) return answerCommand(name, after, shell);
  return (
    (before.length > 0 && answerFlags([...flagsOf(await describeVerb(verb)), HELP], before)) ||
    answerName(words.at(-1) ?? "", shell)
  );
}

type NamingVerb = "run" | "enqueue";

/** The verb's own flags are described by a schema, which is loaded only for words that begin with a dash. */
async function splitNamed(
  verb: NamingVerb,
  words: string[],
): Promise<{ before: string[]; name: string | undefined; after: string[] }> {
  const [name, ...after] = words;
  if (name?.startsWith("-") === false) return { before: [], name, after };
  const { splitAtName } = await import("./runner-flags.ts");
  const split = splitAtName(words, await describeVerb(verb));
  // A flag's value may be the unfinished word itself.
  return split.after.length > 0 ? split : { before: words, name: undefined, after: [] };
}

async function describeVerb(verb: NamingVerb): Promise<FlagDescriptor[]> {
  const [{ describeArgs }, schema] = await Promise.all([
    import("../command/describe-args.ts"),
    verb === "run"
      ? import("./runner-flags.ts").then(({ RUN_ARGS }) => RUN_ARGS)
      : import("./enqueue/flags.ts").then(({ ENQUEUE_ARGS }) => ENQUEUE_ARGS),
  ]);
  return describeArgs(schema, { file: `errand ${verb}` });
}

async function answerName(typed: string, shell: Shell): Promise<Answer> {
  const entries = await readManifest(await shell.config());
  const callable = entries.filter(({ name }) => nameSegments(name));
  const names = callable.map((entry) => ({
    value: entry.name,
    description: "descriptor" in entry ? entry.descriptor.summary : "does not load",
  }));
  return { candidates: matching(names, typed), files: false };
}

async function answerCommand(name: string, words: string[], shell: Shell): Promise<Answer> {
  const [entry] = await readManifest(await shell.config(), { only: name });
  if (!entry || "error" in entry) return NOTHING;
  const { flags } = entry.descriptor;
  return answerFlags([...flagsOf(flags), HELP], words) ?? answerPositional(flags, words);
}

/** Which positional is meant cannot be told without parsing what stands before it; the first with choices helps most. */
function answerPositional(flags: readonly FlagDescriptor[], words: readonly string[]): Answer {
  const [positional] = flags
    .filter(({ position }) => position !== null)
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
    .flatMap((flag) => flagsOf([flag]));
  return positional ? answerValue(positional, words.at(-1) ?? "") : NOTHING;
}

/** Behind the program's name its own words follow, which may be files. */
async function answerExec(words: string[]): Promise<Answer> {
  const [{ describeArgs }, { EXEC_ARGS }] = await Promise.all([
    import("../command/describe-args.ts"),
    import("./runner-flags.ts"),
  ]);
  const isProgram = words.slice(0, -1).includes("--");
  const flags = flagsOf(describeArgs(EXEC_ARGS, { file: "errand exec" }));
  return (isProgram ? undefined : answerFlags([...flags, HELP], words)) ?? { candidates: [], files: true };
}

/** The flags of a verb that commander parses, by letting it define them. */
async function answerOptions(name: string, words: string[], shell: Shell): Promise<Answer | undefined> {
  const verb = await findVerb(name)?.load();
  if (!verb || !("define" in verb)) return undefined;
  const { Command } = await import("commander");
  const command = new Command(name);
  verb.define(command, shell);
  if (command.commands.length > 0) {
    const { answerSubverb } = await import("./complete-subverb.ts");
    return answerSubverb(command, words, { help: HELP, shell });
  }
  const flags = optionsOf(command);
  if (words.at(-2) === "--command" && flags.some(({ names }) => names.includes("--command")))
    return answerName(words.at(-1) ?? "", shell);
  return answerFlags([...flags, HELP], words);
}

const OF_RUNS = ["show", "logs", "cancel", "retry"];

function answerOperand(verb: string, words: string[]): Answer {
  const typed = words.at(-1) ?? "";
  if (words.length > 1) return NOTHING;
  if (verb === "complete") return answerValue({ choices: [...SHELLS], description: "" }, typed);
  return OF_RUNS.includes(verb)
    ? answerValue({ choices: ["last"], description: "the newest run" }, typed)
    : NOTHING;
}
