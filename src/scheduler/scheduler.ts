import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import type { RegisteredSchedule } from "../core/schedule.ts";
import type { SettleResult, Settlement } from "../store/schedule-store.ts";
import type { Store } from "../store/store.ts";
import { isTicker } from "./answers/ticking.ts";
import type { Silence } from "./catch-up.ts";
import { ClockWatch } from "./clock-watch.ts";
import { DueQueue } from "./due-queue.ts";
import { planTicks, type Plan } from "./plan.ts";
import { KnownSchedules, type KnownSchedule } from "./known-schedules.ts";
import { ReadyPlans } from "./ready-plans.ts";
import { delayOf, timetableOf } from "./timetable/timetable.ts";
import { UnrunNews } from "./unrun-news.ts";

export interface SchedulerHouse {
  store: Pick<Store, "schedules" | "scheduleRevision" | "findSchedule" | "settle" | "processes" | "tidyUp">;
  clock: Clock;
  events: EventBus;
  environment: string;
  host: string;
  /** The user who ticks. */
  actor: string;
}

/** What one pass came to. */
export interface TickReport {
  settled: SettleResult[];
  /** Runs that are queued now because of it. */
  queued: number;
  /** When the next tick falls due, epoch ms; null when there is none. */
  next: number | null;
}

interface Pass {
  now: number;
  silence: Silence;
}

/** How much one transaction settles: a lock on the ledger must not be held for long. */
const MOST_SETTLED = 1_000;
/** How long before an instant it is planned, in ms, at most and at least: its own moment is no calm any more. */
const PREPARE_MS = 2_000;
const TOO_LATE_MS = 100;
/** After so many settled schedules the ledger is tidied up in a calm: SQLite would do it in the middle of a settlement. */
const TIDY_AFTER = 250;
/** Nothing that ticked is looked for before this, in ms. */
const MEMORY_MS = 90 * 86_400_000;
/** How many schedules are learnt of at once: so few that they are garbage before V8 takes them for lasting. */
const PAGE = 100;

/**
 * Settles what falls due: plans, writes one transaction, remembers when to look again. It starts nothing; it only
 * queues runs. Any number of schedulers may share a ledger: who comes second learns that the tick is settled.
 */
export class Scheduler {
  readonly #house: SchedulerHouse;
  readonly #known: KnownSchedules;
  readonly #ready = new ReadyPlans();
  readonly #queue = new DueQueue();
  readonly #watch: ClockWatch;
  readonly #news = new UnrunNews();
  #revision = -1;
  readonly #begunAt: number;
  #lastPass: number | null = null;
  #preparedFor: number | null = null;
  #settledSinceTidy = 0;

  constructor(house: SchedulerHouse) {
    this.#house = house;
    this.#begunAt = house.clock.now();
    this.#watch = new ClockWatch(house);
    this.#known = new KnownSchedules(house.store);
  }

  /** One pass: settles everything that is due at `now`. Calling it twice is calling it once. */
  async tick(now: number = this.#house.clock.now()): Promise<TickReport> {
    this.#watch.look();
    const silence = await this.#silenceBefore(now);
    await this.#learn();
    const settled: SettleResult[] = [];
    try {
      for (let due = this.#queue.due(now); due.length > 0; due = this.#queue.due(now))
        settled.push(...(await this.#settleDue(due.slice(0, MOST_SETTLED), { now, silence })));
    } finally {
      this.#tell(settled);
    }
    this.#lastPass = now;
    return { settled, queued: countRuns(settled), next: this.#queue.nextAt };
  }

  /** Uses a calm for what would else be done at the next instant: plans what is due then, and tidies up. */
  async prepare(): Promise<void> {
    const at = this.#queue.nextAt;
    const left = (at ?? Infinity) - this.#house.clock.now();
    if (left < TOO_LATE_MS) return;
    this.#tidyUp();
    if (at === null || at === this.#preparedFor || left > PREPARE_MS) return;
    this.#preparedFor = at;
    const silence = { from: this.#lastPass, to: at };
    const ready = [];
    for (const id of this.#queue.due(at).slice(0, MOST_SETTLED)) {
      const known = await this.#known.find(id);
      if (known) ready.push({ state: known.state, at, plan: this.#planOf(known, { now: at, silence }) });
    }
    this.#ready.keep(ready);
  }

  #tidyUp(): void {
    if (this.#settledSinceTidy < TIDY_AFTER) return;
    this.#settledSinceTidy = 0;
    this.#house.store.tidyUp();
  }

  /** Since when nothing ticked: this scheduler's own last pass, else whoever ticked last. */
  async #silenceBefore(now: number): Promise<Silence> {
    if (this.#lastPass !== null) return { from: this.#lastPass, to: now };
    const processes = await this.#house.store.processes({ since: now - MEMORY_MS });
    const signs = processes
      .filter(isTicker)
      .map(({ heartbeatAt, stoppedAt }) => stoppedAt ?? heartbeatAt)
      // What came since is this very scheduler's own first sign, or of one that began with it.
      .filter((sign) => sign < Math.min(now, this.#begunAt));
    return { from: signs.length === 0 ? null : Math.max(...signs), to: now };
  }

  /** Takes over what was registered, paused, resumed or removed since the last look. */
  async #learn(): Promise<void> {
    const { store } = this.#house;
    const revision = await store.scheduleRevision();
    if (revision !== this.#revision) await this.#readChanges(this.#revision);
    this.#revision = revision;
  }

  /** Page by page: of a hundred thousand only the next instants are kept. */
  async #readChanges(changedSince: number): Promise<void> {
    const { store } = this.#house;
    for (let after = ""; ;) {
      const page = await store.schedules({ changedSince, after, limit: PAGE });
      for (const state of page) this.#enqueue(state);
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.schedule.id;
    }
  }

  #enqueue(state: RegisteredSchedule): void {
    const { schedule, watermark, removedAt } = state;
    this.#known.forget(schedule.id);
    const next = removedAt === null ? timetableOf(schedule).next(watermark) : null;
    this.#queue.set(schedule.id, next === null ? null : next + delayOf(schedule));
  }

  async #settleDue(ids: readonly string[], pass: Pass): Promise<SettleResult[]> {
    const settlements: Settlement[] = [];
    for (const id of ids) settlements.push(...(await this.#plan(id, pass)));
    if (settlements.length === 0) return [];
    const { store, host } = this.#house;
    const results = await store.settle(settlements, { host, now: pass.now });
    this.#settledSinceTidy += results.length;
    for (const { scheduleId, raced, watermark } of results) {
      if (raced) await this.#lookAgain(scheduleId);
      else this.#known.settled(scheduleId, watermark);
    }
    return results;
  }

  async #plan(id: string, pass: Pass): Promise<Settlement[]> {
    const known = await this.#known.find(id);
    if (!known) {
      this.#queue.set(id, null);
      return [];
    }
    const { settlement, next } = this.#ready.take(known.state, pass.now) ?? this.#planOf(known, pass);
    this.#queue.set(id, next);
    return settlement ? [settlement] : [];
  }

  #planOf(known: KnownSchedule, pass: Pass): Plan {
    const { environment, actor } = this.#house;
    return planTicks({ ...known, ...pass, environment, actor });
  }

  /** Also when the pass broke off: what is settled is settled. */
  #tell(settled: readonly SettleResult[]): void {
    for (const tick of this.#news.of(settled.flatMap(({ ticks }) => ticks)))
      this.#house.events.emit({ type: "tick.not_run", tick });
  }

  /** Somebody else settled, paused or removed it: what is known of it is out of date. */
  async #lookAgain(id: string): Promise<void> {
    const state = await this.#house.store.findSchedule(id);
    if (state) this.#enqueue(state);
    else this.#queue.set(id, null);
  }
}

function countRuns(settled: readonly SettleResult[]): number {
  return settled.flatMap(({ ticks }) => ticks).filter(({ verdict }) => verdict === "run").length;
}
