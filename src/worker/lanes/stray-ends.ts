import type { EventBus } from "../../core/events.ts";
import { textOf } from "../../core/thrown.ts";
import { InlineRun } from "../../runner/inline/inline-run.ts";
import { printsTo } from "../../runner/inline/prints.ts";
import { Left } from "../../runner/left.ts";

/** What code of inline runs does to the process that they share, where no promise of a run tells of it. */
export class StrayEnds {
  readonly #events: EventBus;
  readonly #living: ReadonlySet<InlineRun>;

  constructor(events: EventBus, living: ReadonlySet<InlineRun>) {
    this.#events = events;
    this.#living = living;
  }

  listen(): void {
    process.on("uncaughtException", this.#blame);
    process.on("unhandledRejection", this.#blame);
  }

  stop(): void {
    process.off("uncaughtException", this.#blame);
    process.off("unhandledRejection", this.#blame);
  }

  /** An error that no promise carries ends the run whose code threw it, not the worker. */
  readonly #blame = (error: unknown): void => {
    // Its run has ended by it.
    if (error instanceof Left) return;
    const of = printsTo();
    const [only] = this.#living;
    if (of instanceof InlineRun) of.fail(error);
    else if (only && this.#living.size === 1) only.fail(error);
    else this.#events.emit({ type: "inline.stray_error", why: textOf(error) });
  };
}
