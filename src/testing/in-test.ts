import { AsyncLocalStorage } from "node:async_hooks";
import { takeExits, type ExitCall } from "../config/process-exit.ts";
import type { Execution, Executor, Exit } from "../runner/executor.ts";
import { livingInProcess, type InProcessSpec } from "../runner/in-process.ts";
import { exitCodeOf, Left } from "../runner/left.ts";
import { catchPrints } from "./catch-prints.ts";

const asItIs = livingInProcess((work) => work());

/** Lives an attempt in this very process, in which `process.exit()` ends the run, with its code, and not the tests. */
export const inTest: Executor<InProcessSpec> = {
  start(spec, context): Execution {
    const { promise: left, resolve } = Promise.withResolvers<Exit>();
    guard();
    const tell = (code: number): void => resolve({ kind: "left", code });
    const prints = catchPrints(context.sink);
    const execution = leaving.run(tell, () => prints.run(() => asItIs.start(spec, context)));
    // Code that caught the throw in the place of its exit goes on, and may want to leave again.
    void execution.exit.finally(unguard);
    return {
      ...execution,
      exit: Promise.race([left, execution.exit]).finally(prints.stop),
      // What was given up may never settle.
      kill() {
        prints.stop();
        return execution.kill();
      },
    };
  },
};

/** How the run leaves whose code is running; outside of any, whoever calls means the process. */
const leaving = new AsyncLocalStorage<(code: number) => void>();

/** Whether the code that is running just now is that of a run. */
export function isInRun(): boolean {
  return leaving.getStore() !== undefined;
}

const target: Pick<NodeJS.Process, "emit"> = process;
let guarded = 0;
let giveBack = (): void => undefined;

function guard(): void {
  guarded += 1;
  if (guarded > 1) return;
  const allowExits = takeExits("of its own", leave);
  const { emit } = target;
  // In a timer nothing catches the throw, and a test runner would take it for a fault of the test.
  target.emit = ((...event: unknown[]) =>
    event[1] instanceof Left || (Reflect.apply(emit, process, event) as boolean)) as typeof target.emit;
  giveBack = () => {
    allowExits();
    target.emit = emit;
  };
}

function unguard(): void {
  guarded -= 1;
  if (guarded === 0) giveBack();
}

function leave([code]: ExitCall): void {
  const tell = leaving.getStore();
  if (!tell) return;
  tell(exitCodeOf(code));
  throw new Left(code);
}
