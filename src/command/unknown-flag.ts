import { didYouMean } from "../core/did-you-mean.ts";
import type { ArgProblem } from "./arg-problem.ts";
import type { FlagDescriptor } from "./descriptor.ts";

/** The problem of a flag that the command does not have, with the one that was probably meant. */
export function unknownFlag(rawName: string, flags: readonly FlagDescriptor[]): ArgProblem {
  const known = flags.flatMap(({ flag, kind }) => (kind === "boolean" ? [flag, `no-${flag}`] : [flag]));
  const meant = didYouMean(rawName.replace(/^-+/, ""), [...known, "help", "args"]);
  const hint = meant === undefined ? "" : `; did you mean --${meant}?`;
  return {
    kind: "unknown",
    message: `there is no flag ${rawName.slice(0, LONGEST_ECHO)}${hint}`,
    flag: null,
  };
}

const LONGEST_ECHO = 60;
