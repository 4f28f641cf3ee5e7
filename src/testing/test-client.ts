import type { z } from "zod";
import { enqueuer } from "../client/make-enqueuer.ts";
import type { Client } from "../client/shape.ts";
import type { ArgsSchema } from "../command/define.ts";
import type { EnqueueTarget } from "../command/enqueue.ts";
import { checkOptionNames } from "../core/known-options.ts";
import type { Attempt, Run } from "../core/run.ts";
import type { Store } from "../store/store.ts";
import type { DrainOptions } from "./drain.ts";
import type { ManualClock } from "./manual-clock.ts";
import type { CommandOutput } from "./read-output.ts";
import type { TestClientOptions } from "./test-client-options.ts";
import { TestLedger } from "./test-ledger.ts";

/** A command as it is defined, or its name. */
export type Named<Schema extends ArgsSchema> = EnqueueTarget<Schema> | string;

/** A client for tests: it stands in for `createClient()`, and lives what was enqueued when the test says so. */
export interface TestClient extends Client {
  /**
   * Lives what is due, moving time through delays, backoffs and rates, and to the limit of a command that listens to its
   * signal and waits for nothing else, until nothing waits. Returns the runs of which it lived an attempt, as they stand
   * then.
   */
  drain(options?: DrainOptions): Promise<Run[]>;
  /** Every run, oldest first. */
  runs(command?: Named<ArgsSchema>): Promise<Run[]>;
  /** Those that wait. */
  enqueued(command?: Named<ArgsSchema>): Promise<Run[]>;
  /** Those that failed for good: failed, timed out, lost. */
  failures(command?: Named<ArgsSchema>): Promise<Run[]>;
  /** A run with those args was enqueued, whatever became of it; other args may stand beside them. */
  assertEnqueued<Schema extends ArgsSchema>(
    command: Named<Schema>,
    args?: Partial<z.input<Schema>>,
    options?: { times?: number },
  ): Promise<void>;
  assertNotEnqueued<Schema extends ArgsSchema>(
    command: Named<Schema>,
    args?: Partial<z.input<Schema>>,
  ): Promise<void>;
  attempts(runId: string): Promise<Attempt[]>;
  /** What a run's last attempt wrote. */
  output(runId: string): Promise<CommandOutput>;
  /** Moves time by hand: `await client.clock.advance(60_000)`. */
  readonly clock: ManualClock;
  /** For `runCommand(…, { store: client.store, clock: client.clock })`: one ledger for both. */
  readonly store: Store;
}

/**
 * A client whose ledger ends with the test: the very code of enqueueing, claiming and living runs, with retries, limits
 * and overlap, on a clock that only `drain()` and the test move. Runs live in this process, one after another.
 * @throws TypeError for definitions with faults, ErrandError invalid_config.
 */
export function testClient(options: TestClientOptions): TestClient {
  const ledger = new TestLedger(options);
  return {
    ...enqueuer((jobs) => ledger.enqueue(jobs)),
    start: (workflow) => ledger.start(workflow),
    within: (database) => ({
      ...enqueuer((jobs) => ledger.enqueueWithin(database, jobs)),
      start: (workflow) => ledger.startWithin(database, workflow),
    }),
    find: (id) => ledger.find(id),
    cancel: (id) => ledger.cancel(id),
    wait: (id, wish = {}) => ledger.wait(id, wish),
    close: () => ledger.store.close(),
    drain: (wish) => ledger.drain(wish),
    runs: (command) => ledger.runs(command),
    enqueued: (command) => ledger.enqueued(command),
    failures: (command) => ledger.failures(command),
    assertEnqueued: async (command, args, wish = {}) => {
      const { times } = checkOptionNames<{ times?: number }>(wish, "assertEnqueued", { times: true });
      return ledger.assertEnqueued(command, { args, times });
    },
    assertNotEnqueued: (command, args) => ledger.assertNotEnqueued(command, { args }),
    attempts: async (runId) => ledger.store.attempts(runId),
    output: (runId) => ledger.output(runId),
    clock: ledger.clock,
    store: ledger.store,
  };
}
