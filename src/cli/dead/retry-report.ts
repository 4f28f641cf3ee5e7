import type { ErrandError } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import type { Run } from "../../core/run.ts";
import type { RetriedFailure } from "../../store/failure-store.ts";
import type { Shell } from "../shell.ts";
import { plainWord } from "../words.ts";
import type { DeadRetryOptions } from "./retry-flags.ts";

const MOST_NAMED = 10;

/** A run whose retry is not over. */
export interface PassedOver {
  run: Run;
  retryId: string;
}

/** What became of all that was to be retried. */
export class RetryReport {
  readonly retried: Extract<RetriedFailure, { kind: "retried" }>[] = [];
  readonly passedOver: PassedOver[] = [];
  readonly refused: { run: Run; error: ErrandError }[] = [];

  print({ json }: DeadRetryOptions, shell: Shell): void {
    if (json) return shell.printJson(this.#json());
    for (const { run, error } of this.refused.slice(0, MOST_NAMED))
      shell.note(`run ${shortId(run.id)} of ${run.command} cannot run again: ${error.message}`, error.next);
    const hidden = this.refused.length - MOST_NAMED;
    if (hidden > 0) shell.note(`and ${hidden} more cannot run again`, "errand dead list");
    this.#notePassedOver(shell);
    shell.tell(this.#words());
  }

  #notePassedOver(shell: Shell): void {
    const [first, ...others] = this.passedOver;
    if (!first) return;
    const { run, retryId } = first;
    if (others.length === 0)
      shell.note(
        `run ${shortId(run.id)} of ${run.command} is retried already, by run ${retryId}, which is not over`,
        `errand show ${shortId(retryId)}`,
      );
    else
      shell.note(
        `${this.passedOver.length} runs are retried already, and their retries are not over`,
        "errand dead list",
      );
  }

  #words(): string {
    const [first] = this.retried;
    if (!first) return "nothing was queued. Next: errand dead list";
    if (this.retried.length > 1) return `${this.retried.length} runs are queued again. Next: errand status`;
    const { runId } = first.retry;
    return plainWord(
      `run ${first.runId} is queued again as run ${runId}. Next: errand show ${shortId(runId)}`,
    );
  }

  #json() {
    return {
      retried: this.retried.map(({ runId, retry }) => ({
        runId,
        retryId: retry.runId,
        kind: retry.kind,
      })),
      passedOver: this.passedOver.map(({ run, retryId }) => ({ runId: run.id, retryId })),
      refused: this.refused.map(({ run, error }) => ({
        runId: run.id,
        error: { code: error.code, message: error.message },
      })),
    };
  }
}
