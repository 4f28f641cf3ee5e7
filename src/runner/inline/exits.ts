import { takeExits } from "../../config/process-exit.ts";
import { exitCodeOf, Left } from "../left.ts";
import { InlineRun } from "./inline-run.ts";
import { printsTo } from "./prints.ts";

let areCaught = false;

/**
 * From now on, for as long as this process lives, `process.exit()` in the code of a run is the end of that run, with its
 * code, and not of its worker and all else that lives there. Code that catches what is thrown in its place goes on, but
 * changes no row any more.
 */
export function catchExits(): void {
  if (areCaught) return;
  areCaught = true;
  takeExits("of its own", ([code]) => {
    const run = printsTo();
    if (!(run instanceof InlineRun)) return;
    run.leave(exitCodeOf(code));
    throw new Left(code);
  });
}
