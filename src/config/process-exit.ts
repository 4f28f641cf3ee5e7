import { syncBuiltinESMExports } from "node:module";

export type ExitCode = number | string | null | undefined;

/** What `process.exit` was called with: no code at all is another thing than an undefined one. */
export type ExitCall = [code?: ExitCode];

/** Throws for an exit that must not happen, and returns for one that is not its business. */
export type ExitTaker = (given: ExitCall) => void;

const target: Pick<NodeJS.Process, "exit"> = process;

/** Those that know whose code it is that wants to exit, and those that only know that nobody may. */
const takers: Record<"of its own" | "of all", ExitTaker[]> = { "of its own": [], "of all": [] };

type Exit = NodeJS.Process["exit"];

/** The one that was laid last, and what it lies over. */
let layer: { exit: Exit; own: Exit } | null = null;

/**
 * From now on, until the answer is called, `process.exit()` asks `take` first: this is the only place that stands in for
 * Node's own, which may be taken by several at once, and given back in any order.
 */
export function takeExits(whose: keyof typeof takers, take: ExitTaker): () => void {
  takers[whose].unshift(take);
  layOver();
  // Whoever imports it by its name has it from there. A start of the command line should not pay for that.
  if (whose === "of its own") syncBuiltinESMExports();
  return () => {
    takers[whose] = takers[whose].filter((other) => other !== take);
    if (takers["of its own"].length + takers["of all"].length === 0) takeOff();
    if (whose === "of its own") syncBuiltinESMExports();
  };
}

function layOver(): void {
  const own = target.exit;
  if (own === layer?.exit) return;
  const exit = (...given: ExitCall): never => {
    for (const take of [...takers["of its own"], ...takers["of all"]]) take(given);
    return Reflect.apply(own, process, given);
  };
  target.exit = exit;
  layer = { exit, own };
}

/** Unless somebody else lies over it by now, who goes on calling it. */
function takeOff(): void {
  if (layer && target.exit === layer.exit) target.exit = layer.own;
}
