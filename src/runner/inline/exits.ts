import { syncBuiltinESMExports } from "node:module";
import { exitCodeOf, Left, type ExitCode } from "../left.ts";
import { InlineRun } from "./inline-run.ts";
import { printsTo } from "./prints.ts";

const target: Pick<NodeJS.Process, "exit"> = process;

let own: NodeJS.Process["exit"] | null = null;

/**
 * From now on, for as long as this process lives, `process.exit()` in the code of a run is the end of that run, with its
 * code, and not of its worker and all else that lives there. Code that catches what is thrown in its place goes on, but
 * changes no row any more.
 */
export function catchExits(): void {
  if (own) return;
  own = target.exit;
  target.exit = leave;
  // Whoever imports it by its name has it from there.
  syncBuiltinESMExports();
}

function leave(...given: [code?: ExitCode]): never {
  const run = printsTo();
  // Word for word: without a code Node takes the one that is set, and with an undefined one it takes none.
  if (!(run instanceof InlineRun)) return Reflect.apply(own as NodeJS.Process["exit"], process, given);
  const [code] = given;
  run.leave(exitCodeOf(code));
  throw new Left(code);
}
