import type { ArgProblem } from "../command/arg-problem.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";

/** A verb's own flags, without their dashes: those that take a value, and those that take none. */
export interface OwnFlags {
  valued: readonly string[];
  plain: readonly string[];
}

/** Those that a verb's schema describes. One that is on by itself is typed to turn it off. */
export function ownFlagsOf(flags: readonly FlagDescriptor[]): OwnFlags {
  const switches = flags.filter(({ kind }) => kind === "boolean");
  return {
    valued: flags.filter(({ kind }) => kind !== "boolean").map(({ flag }) => flag),
    plain: switches.map((one) => (one.default === true ? `no-${one.flag}` : one.flag)),
  };
}

/**
 * The verb's own flags among the words behind a name, with their values: a slip that everybody makes once. What the
 * command has too, `flags`, stands there by right.
 */
export function ownFlags(
  argv: readonly string[],
  { valued, plain }: OwnFlags,
  flags: readonly Pick<FlagDescriptor, "flag">[],
): string[] {
  const rightful = new Set(flags.map(({ flag }) => flag));
  const isOf = (names: readonly string[], word = ""): boolean =>
    word.startsWith("--") && names.includes(word.slice(2)) && !rightful.has(word.slice(2));
  return argv.filter((word, index) => {
    const [name] = word.split("=", 1);
    return isOf(plain, word) || isOf(valued, name) || isOf(valued, argv[index - 1]);
  });
}

/** The words that are left when the verb's own are taken out, once each. */
export function wordsBeside(argv: readonly string[], own: readonly string[]): string[] {
  const taken = [...own];
  return argv.filter((word) => {
    const at = taken.indexOf(word);
    if (at >= 0) taken.splice(at, 1);
    return at < 0;
  });
}

/** It is known what was meant: no other flag of the command's. */
export function withoutGuess(problem: ArgProblem): ArgProblem {
  return problem.kind === "unknown"
    ? { ...problem, message: problem.message.replace(/; did you mean --[\w-]+\?$/, "") }
    : problem;
}
