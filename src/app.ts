import type { Config } from "./config.ts";
import { nameActor } from "./config/actor.ts";
import type { Clock } from "./core/clock.ts";
import { ErrandError } from "./core/errors.ts";
import { createEventBus, type EventBus } from "./core/events.ts";
import { newId } from "./core/ids.ts";
import type { Owner, Run } from "./core/run.ts";
import type { LeftProcess } from "./runner/executor.ts";
import { endRun } from "./runner/end-run.ts";
import { insistBriefly } from "./runner/insist-briefly.ts";
import { liveness, ownIdentity, wasRestartedSince } from "./runner/process-identity.ts";
import { runAttempt, type AttemptHouse, type AttemptResult } from "./runner/run-attempt.ts";
import type { SignalSource } from "./runner/signals.ts";
import { startRun } from "./runner/start-run.ts";
import { openStore } from "./store/open.ts";
import type { NewRun } from "./store/run-store.ts";
import type { Store } from "./store/store.ts";
import type { RunReport, RunRequest } from "./app/run-request.ts";
import type { TickingScheduler } from "./app/make-scheduler.ts";
import type { Announcer, AnnouncerHouse } from "./notify/announcer.ts";
import type { Dispatcher } from "./worker/dispatcher.ts";
import { Pruner } from "./worker/pruner.ts";
import { Rescuer, type Sweep } from "./worker/rescuer.ts";

export interface DispatcherWish {
  spares?: number;
  /** Queues to serve, by their weights; null: all. Default: null. */
  queues?: Readonly<Record<string, number>> | null;
}

/** Runs whose processes are gone, of which the ledger took no word, and why. */
export interface Unwritten {
  count: number;
  error: ErrandError;
}

/** The composition root: one ledger, one clock, one bus of events, and the rooms wired to them. */
export class App {
  readonly events: EventBus = createEventBus();
  #config: Config;
  readonly #clock: Clock;
  readonly #signals: SignalSource;
  readonly #owner: Owner = ownIdentity();
  #store: Store | undefined;
  /** What readers see of a ledger that cannot be written. */
  #seen: Store | undefined;

  constructor(config: Config, parts: { clock: Clock; signals: SignalSource; store?: Store }) {
    this.#config = config;
    this.#clock = parts.clock;
    this.#signals = parts.signals;
    this.#store = parts.store;
  }

  /** The ledger, opened at its first use: help and lists need none. */
  get store(): Store {
    return this.#seen ?? this.#written;
  }

  get #written(): Store {
    return (this.#store ??= openStore({ file: this.#config.database, now: this.#clock.now() }));
  }

  /** Who is asking: the OS user, and behind `sudo` the person too. */
  get actor(): string {
    return nameActor();
  }

  /** Where that is. */
  get hostname(): string {
    return this.#owner.host;
  }

  /** Records a run, starts it as its overlap policy allows, lives its attempt. */
  async run<Spec>(request: RunRequest<Spec>): Promise<RunReport> {
    const started = await startRun(
      { run: this.#newRun(request.run), overlap: request.overlap, waitMs: request.waitMs },
      {
        ...this.#house(),
        owner: this.#owner,
        rescue: () => this.rescue(),
        endRun: (run, by) => this.#end(run, by),
      },
    );
    if (started.kind !== "started") {
      this.events.emit({ ...started, type: "run.skipped" });
      return started;
    }
    const { run } = started;
    const store = insistBriefly(run, this.#house());
    const lived: AttemptResult = await runAttempt({ ...request.plan(run), run }, { ...this.#house(), store });
    return { kind: "ran", ...lived };
  }

  /**
   * What lives queued runs, in up to `spares` children that are forked ahead (1 unless told). Drain it before the app is
   * closed. Read late: a run in this process needs none of it.
   */
  async createDispatcher({ spares = 1, queues = null }: DispatcherWish = {}): Promise<Dispatcher> {
    const { makeDispatcher } = await import("./app/make-dispatcher.ts");
    return makeDispatcher({
      config: this.#config,
      store: this.store,
      clock: this.#clock,
      events: this.events,
      owner: this.#owner,
      rescue: () => this.rescue(),
      endRun: (run, by) => this.#end(run, by),
      spares,
      queues,
    });
  }

  /** Says in the ledger that this process works, until `signal` aborts. */
  async attendWork(
    { queues, onPass }: { queues: string | null; onPass: () => void },
    signal: AbortSignal,
  ): Promise<void> {
    const [{ Pulse }, { attendWork }] = await Promise.all([
      import("./worker/pulse.ts"),
      import("./worker/attendance.ts"),
    ]);
    const house = { store: this.store, clock: this.#clock, owner: this.#owner };
    await attendWork(new Pulse(house, { kind: "worker", queues }), { ...house, onPass }, signal);
  }

  /** What settles ticks. Read late, like all that only a scheduler needs. */
  async createScheduler(): Promise<TickingScheduler> {
    const { makeScheduler } = await import("./app/make-scheduler.ts");
    const rooms = { store: this.store, clock: this.#clock, events: this.events, owner: this.#owner };
    return makeScheduler({ ...rooms, config: this.#config, actor: this.actor });
  }

  /** What tells of runs: to hooks, to channels. `hooksOf` in a process that lives one run, whose module is loaded. */
  async createAnnouncer(hooksOf?: AnnouncerHouse["hooksOf"]): Promise<Announcer> {
    const { makeAnnouncer } = await import("./app/make-announcer.ts");
    return makeAnnouncer({ ...this.#house(), config: () => this.#config }, hooksOf);
  }

  /** Makes the ledger's schedules what commands and config say now. */
  async registerSchedules(): Promise<void> {
    const { registerSchedules } = await import("./scheduler/registry/register.ts");
    const house = { config: this.#config, store: this.store, events: this.events };
    return registerSchedules(house, this.#clock.now());
  }

  /** From now on this config counts; the ledger stays the one that is open. */
  reconfigure(config: Config): void {
    this.#config = config;
  }

  /** Leaves a row for a run that was refused before its first line. */
  async recordRefusal(
    asked: Pick<NewRun, "command" | "trigger" | "tags">,
    error: ErrandError,
  ): Promise<void> {
    const { recordRefusal } = await import("./runner/record-refusal.ts");
    const run = this.#newRun({ ...asked, args: {}, dryRun: false });
    await recordRefusal(run, error, { ...this.#house(), owner: this.#owner });
  }

  /** Closes what the dead left open, so that no reader is told "running" of a process that is gone. */
  async rescue(): Promise<Sweep> {
    return this.#rescuer().sweep();
  }

  /** The same for who only reads: a ledger that cannot be written still tells, and tells no "running" of the dead. */
  async rescueToRead(): Promise<Unwritten | null> {
    try {
      await this.rescue();
      this.#seen = undefined;
      return null;
    } catch (error) {
      if (!(error instanceof ErrandError) || error.code !== "store_unavailable") throw error;
      const losses = await this.#rescuer().look();
      const { withLost } = await import("./worker/with-lost.ts");
      this.#seen = withLost(this.#written, losses);
      return { count: losses.length, error };
    }
  }

  #rescuer(): Rescuer {
    return new Rescuer({
      store: this.#written,
      clock: this.#clock,
      judge: liveness,
      wasRestartedSince,
      endLeftovers: ({ runId, number }) => this.endDescendants(runId, number),
      events: this.events,
    });
  }

  /** Ends a live run of any process and returns it as it stands then. */
  async cancel(run: Run): Promise<Run> {
    return this.#end(run, this.actor);
  }

  /** Ends every process that descends from a run, or from its attempts up to one, however far it went; tells which. */
  async endDescendants(runId: string, upTo?: number): Promise<number[]> {
    const { endRunProcesses } = await this.#tree();
    return endRunProcesses(runId, this.#clock, upTo);
  }

  /** What descends from a run and still lives. */
  async findDescendants(runId: string): Promise<LeftProcess[]> {
    return (await this.#tree()).describeRunProcesses(runId);
  }

  /** Deletes old finished runs, once a day: a ledger that nobody tends must not grow for ever. */
  async pruneIfDue(): Promise<void> {
    await new Pruner({ store: this.store, clock: this.#clock }).pruneIfDue(this.#config.keep);
  }

  close(): void {
    this.#store?.close();
  }

  #newRun(asked: RunRequest<never>["run"]): NewRun {
    const now = this.#clock.now();
    const defaults = { scheduledFor: null, parentId: null };
    return { ...defaults, ...asked, id: newId(now), requestedAt: now, actor: this.actor };
  }

  #house(): AttemptHouse & { store: Store } {
    return { store: this.store, clock: this.#clock, events: this.events, signals: this.#signals };
  }

  async #end(run: Run, by: string): Promise<Run> {
    const { askOwner, killOwner } = await this.#tree();
    return endRun(run, by, this.#config.killAfterMs, {
      store: this.store,
      clock: this.#clock,
      askOwner,
      killOwner,
      isAlive: (owner) => liveness(owner) === "alive",
      endDescendants: (runId) => this.endDescendants(runId),
    });
  }

  /** Read late: a run that ends well never needs it. */
  #tree() {
    return import("./runner/process-tree.ts");
  }
}
