import { tmpdir } from "node:os";
import { App } from "../app.ts";
import { notOver, readLimit, unknownRun, type WaitOptions } from "../client/await-run.ts";
import type { EnqueuedRun } from "../command/enqueue.ts";
import { readConfig, type Config } from "../config.ts";
import { layInput } from "../config/check-config.ts";
import { ErrandError } from "../core/errors.ts";
import { checkOptionNames } from "../core/known-options.ts";
import type { Run } from "../core/run.ts";
import { isFailure, isFinal } from "../core/transition.ts";
import type { StartedWorkflow, Workflow } from "../core/workflow.ts";
import type { EnqueueHouse, LoadTarget, Wish } from "../queue/enqueuer.ts";
import { openMemoryStore, openStore } from "../store/open.ts";
import {
  isInTransaction as isOpenTransaction,
  type ApplicationDatabase,
} from "../store/application-database.ts";
import { BorrowedQueue } from "../store/sqlite/borrowed.ts";
import type { Store } from "../store/store.ts";
import { assertEnqueued, assertNotEnqueued, type Expected } from "./assert-enqueued.ts";
import { checkNamed } from "./check-named.ts";
import { closable } from "./closable-store.ts";
import { drain, type DrainOptions } from "./drain.ts";
import { toMs } from "./instant.ts";
import { KnownCommands } from "./known-commands.ts";
import { manualClock, type ManualClock } from "./manual-clock.ts";
import { readOutput, type CommandOutput } from "./read-output.ts";
import { readRuns } from "./read-runs.ts";
import type { TestClientOptions } from "./test-client-options.ts";
import { TestWorker } from "./test-worker.ts";

/** Who asks, in the rows of a test. */
const TESTER = { actor: "test", host: "test", parentId: null } as const;

const KNOWN = {
  commands: true,
  now: true,
  config: true,
  env: true,
  eager: true,
  throwErrors: true,
  database: true,
} as const;

/** What is behind a test client: a ledger of its own, a clock that stands still, and a worker that is told when. */
export class TestLedger {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly #options: TestClientOptions;
  readonly #commands: KnownCommands;
  readonly #load: LoadTarget;
  #open: Promise<{ config: Config; app: App; worker: TestWorker }> | undefined;
  #isDraining = false;

  constructor(options: TestClientOptions) {
    const { database: file, commands } = checkOptionNames(options, "testClient", KNOWN);
    const now = toMs(options.now ?? "2026-01-01T00:00:00Z");
    this.#options = options;
    this.#commands = new KnownCommands(checkNamed(commands, "testClient"));
    this.#load = async (command) => this.#commands.find(command);
    this.clock = manualClock(now);
    this.store = closable(file === undefined ? openMemoryStore(now) : openStore({ file, now }));
  }

  async enqueue(wishes: Wish[]): Promise<EnqueuedRun[]> {
    const { enqueueAll } = await import("../queue/enqueuer.ts");
    return this.#eagerly(await enqueueAll(wishes, { ...(await this.#house()), store: this.store }));
  }

  async start(workflow: Workflow): Promise<StartedWorkflow> {
    const { startWorkflow } = await import("../queue/workflow/start-workflow.ts");
    return this.#eagerly(await startWorkflow(workflow, { ...(await this.#house()), store: this.store }));
  }

  /** Not eagerly: it is there when the application commits. */
  async enqueueWithin(database: ApplicationDatabase, wishes: Wish[]): Promise<EnqueuedRun[]> {
    const isInTransaction = isOpenTransaction(database);
    const { enqueueWithin } = await import("../client/within.ts");
    return enqueueWithin(wishes, this.#borrow(database), { ...(await this.#house()), isInTransaction });
  }

  async startWithin(database: ApplicationDatabase, workflow: Workflow): Promise<StartedWorkflow> {
    const isInTransaction = isOpenTransaction(database);
    const { startWithin } = await import("../client/within.ts");
    return startWithin(workflow, this.#borrow(database), { ...(await this.#house()), isInTransaction });
  }

  async find(id: string): Promise<Run | undefined> {
    return this.store.findRun(id);
  }

  /** One that lives hears of it as in a worker, at its next heartbeat. */
  async cancel(id: string): Promise<Run> {
    const run = await this.#get(id);
    if (isFinal(run.state)) return run;
    if (run.state === "queued") return (await this.#ready()).app.cancel(run);
    await this.store.requestCancel(id, TESTER.actor, this.clock.now());
    return this.#get(id);
  }

  /** Drains, for as much of the test's time as `timeout` says. */
  async wait(id: string, options: WaitOptions): Promise<Run> {
    const { timeout, limit } = readLimit(options);
    if (!isFinal((await this.#get(id)).state))
      await this.drain(limit === Infinity ? {} : { until: this.clock.now() + limit });
    const run = await this.#get(id);
    if (isFinal(run.state)) return run;
    throw notOver(run, timeout ?? "all that could be done");
  }

  async drain(options: DrainOptions = {}): Promise<Run[]> {
    checkOptionNames(options, "drain", { until: true, throwErrors: true, most: true });
    if (this.#isDraining)
      throw new Error("a run that drain() lives cannot wait for other runs: they come after it");
    const { worker } = await this.#ready();
    this.#isDraining = true;
    try {
      const { throwErrors = false } = this.#options;
      return await drain({ throwErrors, ...options }, { worker, store: this.store, clock: this.clock });
    } finally {
      this.#isDraining = false;
    }
  }

  async runs(command?: unknown): Promise<Run[]> {
    const runs = await readRuns(this.store);
    if (command === undefined) return runs;
    const { name } = this.#commands.find(command);
    return runs.filter((run) => run.command === name);
  }

  async enqueued(command?: unknown): Promise<Run[]> {
    return (await this.runs(command)).filter(({ state }) => state === "queued");
  }

  async failures(command?: unknown): Promise<Run[]> {
    return (await this.runs(command)).filter(({ state }) => isFailure(state));
  }

  async assertEnqueued(command: unknown, expected: Omit<Expected, "command">): Promise<void> {
    const { name } = this.#commands.find(command);
    assertEnqueued(await this.#everEnqueued(), { ...expected, command: name });
  }

  async assertNotEnqueued(command: unknown, expected: Omit<Expected, "command">): Promise<void> {
    const { name } = this.#commands.find(command);
    assertNotEnqueued(await this.#everEnqueued(), { ...expected, command: name });
  }

  async output(id: string): Promise<CommandOutput> {
    return readOutput(this.store, await this.#get(id));
  }

  /** What a command enqueues that lives just now comes after it. */
  async #eagerly<Answer>(answer: Answer): Promise<Answer> {
    if (this.#options.eager === true && !this.#isDraining) await this.drain();
    return answer;
  }

  #borrow(database: ApplicationDatabase): BorrowedQueue {
    const { database: file } = this.#options;
    if (file !== undefined) return new BorrowedQueue(database, file);
    throw new ErrandError("usage", "within() needs a ledger in a file: testClient({ database: FILE, … })");
  }

  async #everEnqueued(): Promise<Run[]> {
    return (await this.runs()).filter(({ queue }) => queue !== null);
  }

  async #get(id: string): Promise<Run> {
    const run = await this.store.findRun(id);
    if (!run) throw unknownRun(id);
    return run;
  }

  async #house(): Promise<Omit<EnqueueHouse, "store">> {
    const { config } = await this.#ready();
    return { ...TESTER, config, clock: this.clock, load: this.#load };
  }

  #ready() {
    return (this.#open ??= this.#make());
  }

  async #make() {
    // A test must not depend on the config of the project around it.
    const defaults = await readConfig({ cwd: tmpdir(), env: {} });
    const config = layInput(this.#options.config ?? {}, "testClient({ config })", defaults);
    const { clock, store } = this;
    const app = new App(config, { clock, store, signals: { listen: () => () => undefined } });
    const { env = {} } = this.#options;
    const worker = new TestWorker({ app, clock, config, commands: this.#commands, load: this.#load, env });
    return { config, app, worker };
  }
}
