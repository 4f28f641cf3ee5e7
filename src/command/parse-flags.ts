import type { JsonObject } from "../core/json.ts";
import { invalid, type ArgProblem } from "./arg-problem.ts";
import { setAt } from "./arg-path.ts";
import { readArgsSource, type ArgsSources } from "./args-source.ts";
import { ARGS_MAX_BYTES } from "../core/byte-size.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import { FlagReader } from "./flag-reader.ts";
import { takeApart, type FlagOptions } from "./take-apart.ts";

export interface ParsedFlags {
  /** What was typed, as JSON in the schema's input form; nothing is filled in. */
  input: JsonObject;
  /** `--help` or `-h` was among the words. */
  help: boolean;
  problems: ArgProblem[];
}

/** Reads the words behind a command's name. Flags win over `--args`. Every problem is collected, none is thrown. */
export async function parseFlags(
  argv: readonly string[],
  flags: readonly FlagDescriptor[],
  sources: ArgsSources,
): Promise<ParsedFlags> {
  if (byteLength(argv) > ARGS_MAX_BYTES) {
    const problem = invalid("the words after the command's name are over 1 MiB, the most that args may take");
    return { input: {}, help: false, problems: [problem] };
  }
  const reader = new FlagReader(argv, flags);
  for (const token of takeApart(argv, optionsOf(flags))) reader.read(token);
  const { base, problems } = await readBase(reader.argsWords, sources);
  for (const { path, value } of reader.values()) setAt(base, path, value);
  return { input: base, help: reader.help, problems: [...reader.problems, ...problems] };
}

function byteLength(argv: readonly string[]): number {
  return argv.reduce((sum, word) => sum + Buffer.byteLength(word), 0);
}

function optionsOf(flags: readonly FlagDescriptor[]): FlagOptions {
  const own = Object.fromEntries(flags.map((flag) => [flag.flag, optionOf(flag)]));
  return { ...own, args: { type: "string" }, help: { type: "boolean", short: "h" } };
}

function optionOf({ kind, alias }: FlagDescriptor) {
  const type = kind === "boolean" ? ("boolean" as const) : ("string" as const);
  return alias === null ? { type } : { type, short: alias };
}

/** The object that the flags are laid over. */
async function readBase(
  words: string[],
  sources: ArgsSources,
): Promise<{ base: JsonObject; problems: ArgProblem[] }> {
  const [word] = words;
  if (word === undefined) return { base: {}, problems: [] };
  if (words.length > 1) return { base: {}, problems: [invalid("--args is given twice")] };
  const read = await readArgsSource(word, sources);
  return "fault" in read
    ? { base: {}, problems: [invalid(read.fault)] }
    : { base: read.object, problems: [] };
}
