import type { z } from "zod";
import type { Enqueue, EnqueuedRun, EnqueueOptions, EnqueueTarget } from "../command/enqueue.ts";
import type { Run } from "../core/run.ts";
import type { Start } from "../core/workflow.ts";
import type { ApplicationDatabase } from "../store/application-database.ts";
import type { WaitOptions } from "./await-run.ts";

export interface ClientOptions {
  /** The project, or any folder in it. Default: the working folder. */
  cwd?: string;
  /** The ledger's file. Default: that of the config. */
  database?: string;
  /** The config file. Default: the nearest upwards from `cwd`. */
  config?: string;
}

/** One of many runs: `job(archive, { stage: "review" })` types its args by the command, a plain object does not. */
export interface Job {
  command: EnqueueTarget<z.ZodObject> | string;
  args?: object;
  options?: EnqueueOptions;
}

export interface Enqueuer {
  /** One run. */
  enqueue: Enqueue;
  /** All of them in one transaction, or none; answers stand in the order of the jobs. */
  enqueueMany(jobs: readonly Job[]): Promise<EnqueuedRun[]>;
  /** A workflow, all of it in one transaction. */
  start: Start;
}

/** What an application does with the ledger. Errors are those of errand's catalogue: one line, with a `code`. */
export interface Client extends Enqueuer {
  /**
   * Enqueues through the application's own connection (`DatabaseSync` of node:sqlite) to the ledger's file: in the
   * transaction that is open there, to be committed or rolled back with it. Await it before the commit.
   */
  within(database: ApplicationDatabase): Enqueuer;
  /** How a run stands; undefined when there is none of that id. Times in epoch ms. */
  find(id: string): Promise<Run | undefined>;
  /** Ends a queued or a running run, and returns it as it stands then; one that is over stays as it is. */
  cancel(id: string): Promise<Run>;
  /** Until the run is over, however it ended: look at its `state`. @throws ErrandError run_not_over, unknown_run. */
  wait(id: string, options?: WaitOptions): Promise<Run>;
  /** Closes the ledger. A call that comes later opens it again. */
  close(): void;
}
