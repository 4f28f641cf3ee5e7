import { AsyncLocalStorage } from "node:async_hooks";
import { takeExits } from "../../config/process-exit.ts";
import { textOf } from "../../core/thrown.ts";
import { Left } from "../left.ts";
import type { PooledRun } from "./pool-words.ts";

/** Code of a run that is over still ran, and did what would end its run. */
export type OnStray = (run: PooledRun, why: string) => void;

/**
 * Whose code runs now, through every await, where one run lives after another: what an earlier one left behind (a timer,
 * a promise that nobody awaits) must not be the fault of the one that lives now.
 */
export class LivingRun {
  readonly #whose = new AsyncLocalStorage<PooledRun>();
  readonly #onStray: OnStray;
  #now: PooledRun | null = null;

  constructor(onStray: OnStray) {
    this.#onStray = onStray;
    takeExits("of its own", ([code]) => {
      if (!this.#earlier) return;
      this.#tell(`process.exit(${code ?? ""})`);
      throw new Left(code);
    });
  }

  async live<Result>(run: PooledRun, work: () => Promise<Result>): Promise<Result> {
    this.#now = run;
    try {
      return await this.#whose.run(run, work);
    } finally {
      this.#now = null;
    }
  }

  /** Whether an error is of the code of an earlier run, and so no matter of this one. */
  takes(error: unknown): boolean {
    if (!this.#earlier) return false;
    if (!(error instanceof Left)) this.#tell(textOf(error));
    return true;
  }

  get #earlier(): PooledRun | null {
    const whose = this.#whose.getStore();
    return whose && whose !== this.#now ? whose : null;
  }

  #tell(why: string): void {
    if (this.#earlier) this.#onStray(this.#earlier, why);
  }
}
