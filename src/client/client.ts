import { hostname } from "node:os";
import type { App } from "../app.ts";
import type { EnqueuedRun } from "../command/enqueue.ts";
import type { Config } from "../config.ts";
import { nameActor } from "../config/actor.ts";
import type { Run } from "../core/run.ts";
import { isFinal } from "../core/transition.ts";
import type { StartedWorkflow, Workflow } from "../core/workflow.ts";
import type { Wish } from "../queue/enqueuer.ts";
import { isInTransaction, type ApplicationDatabase } from "../store/application-database.ts";
import type { BorrowedQueue } from "../store/sqlite/borrowed.ts";
import { systemClock } from "../system-clock.ts";
import { checkClientOptions } from "./check-client-options.ts";
import type { WaitOptions } from "./await-run.ts";
import { enqueuer } from "./make-enqueuer.ts";
import { readProject } from "./read-project.ts";
import type { Client, ClientOptions } from "./shape.ts";

/**
 * A way into the ledger for an application. Nothing is read or opened before its first call; each call finds the
 * ledger open after that. It imports no command whose definition it is given.
 * @throws ErrandError usage for an option that there is not.
 */
export function createClient(options: ClientOptions = {}): Client {
  const client = new LazyClient(checkClientOptions(options));
  return {
    ...enqueuer((wishes) => client.enqueue(wishes)),
    start: (workflow) => client.start(workflow),
    within: (database) => ({
      ...enqueuer((wishes) => client.enqueueWithin(database, wishes)),
      start: (workflow) => client.startWithin(database, workflow),
    }),
    find: (id) => client.find(id),
    cancel: (id) => client.cancel(id),
    wait: (id, wish = {}) => client.wait(id, wish),
    close: () => client.close(),
  };
}

class LazyClient {
  readonly #options: ClientOptions;
  #config: Promise<Config> | undefined;
  #app: Promise<App> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  async enqueue(wishes: Wish[]): Promise<EnqueuedRun[]> {
    const { enqueueAll } = await import("../queue/enqueuer.ts");
    const { store } = await this.#open();
    return enqueueAll(wishes, { ...(await this.#house()), store });
  }

  async start(workflow: Workflow): Promise<StartedWorkflow> {
    const { startWorkflow } = await import("../queue/workflow/start-workflow.ts");
    const { store } = await this.#open();
    return startWorkflow(workflow, { ...(await this.#house()), store });
  }

  async enqueueWithin(database: ApplicationDatabase, wishes: Wish[]): Promise<EnqueuedRun[]> {
    const isTransaction = isInTransaction(database);
    const { enqueueWithin } = await import("./within.ts");
    const queue = await this.#borrow(database, isTransaction);
    return enqueueWithin(wishes, queue, { ...(await this.#house()), isInTransaction: isTransaction });
  }

  async startWithin(database: ApplicationDatabase, workflow: Workflow): Promise<StartedWorkflow> {
    const isTransaction = isInTransaction(database);
    const { startWithin } = await import("./within.ts");
    const queue = await this.#borrow(database, isTransaction);
    return startWithin(workflow, queue, { ...(await this.#house()), isInTransaction: isTransaction });
  }

  async find(id: string): Promise<Run | undefined> {
    const app = await this.#open();
    await app.rescue();
    return app.store.findRun(id);
  }

  async cancel(id: string): Promise<Run> {
    const app = await this.#open();
    const run = await this.find(id);
    const { unknownRun } = await import("./await-run.ts");
    if (!run) throw unknownRun(id);
    if (isFinal(run.state)) return run;
    const { store, actor } = app;
    const at = systemClock.now();
    await store.recordAudit({ at, actor, action: "cancel", target: run.id, note: run.command });
    return app.cancel(run);
  }

  async wait(id: string, options: WaitOptions): Promise<Run> {
    const { awaitRun } = await import("./await-run.ts");
    const { store } = await this.#open();
    return awaitRun(id, options, { store, clock: systemClock, find: (wanted) => this.find(wanted) });
  }

  close(): void {
    void this.#app?.then(
      (app) => app.close(),
      () => undefined,
    );
    this.#app = undefined;
  }

  async #borrow(database: ApplicationDatabase, isTransaction: boolean): Promise<BorrowedQueue> {
    const { BorrowedQueue } = await import("../store/sqlite/borrowed.ts");
    const queue = new BorrowedQueue(database, (await this.#read()).database);
    // What is missing there could not be made beside the application's own writing.
    if (isTransaction) queue.checkVersion();
    else await this.#open();
    return queue;
  }

  async #house() {
    return {
      config: await this.#read(),
      clock: systemClock,
      actor: nameActor(),
      host: hostname(),
      parentId: process.env["ERRAND_RUN_ID"] ?? null,
    };
  }

  /** What could not be read is tried again by the next call. */
  async #read(): Promise<Config> {
    this.#config ??= readProject(this.#options);
    try {
      return await this.#config;
    } catch (error) {
      this.#config = undefined;
      throw error;
    }
  }

  /** What could not be opened is tried again too, by the config as it is then. */
  async #open(): Promise<App> {
    this.#app ??= this.#make();
    try {
      return await this.#app;
    } catch (error) {
      this.#app = this.#config = undefined;
      throw error;
    }
  }

  async #make(): Promise<App> {
    const [{ App }, { openPatiently }, config] = await Promise.all([
      import("../app.ts"),
      import("./patient-store.ts"),
      this.#read(),
    ]);
    const store = await openPatiently(config.database, systemClock);
    return new App(config, { clock: systemClock, store, signals: { listen: () => () => undefined } });
  }
}
