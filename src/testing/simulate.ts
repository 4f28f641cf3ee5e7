import type { LoadedCommand } from "../command/define.ts";
import { parseDuration } from "../core/duration.ts";
import { createEventBus } from "../core/events.ts";
import { checkOptionNames } from "../core/known-options.ts";
import type { Run } from "../core/run.ts";
import type { Tick } from "../core/schedule.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { openMemoryStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { checkNamed } from "./check-named.ts";
import { toMs, type Instant } from "./instant.ts";
import { readRuns } from "./read-runs.ts";
import { readDefinitions, type NamedCommands } from "./read-definitions.ts";
import { SimulatedWorker } from "./simulated-worker.ts";
import { createInstantClock } from "./instant-clock.ts";

export interface SimulateOptions {
  commands: NamedCommands;
  /** Schedules are registered at `from`: nothing before it is due. `to` is included. */
  from: Instant;
  to: Instant;
  /** Zone of schedules that name none. Default "UTC". */
  timezone?: string;
  /** Default "test". */
  environment?: string;
  /** How long a run of a command takes: "5m". Default: no time. */
  takes?: Readonly<Record<string, string>>;
  /** Stretches in which nothing ticks, as in a deploy; `to` of a stretch is when the scheduler is there again. */
  downtime?: readonly { from: Instant; to: Instant }[];
}

const KNOWN = {
  commands: true,
  from: true,
  to: true,
  timezone: true,
  environment: true,
  takes: true,
  downtime: true,
} as const;

/** What would have been in the ledger. */
export interface Simulation {
  /** Every settled tick, oldest first. */
  ticks: Tick[];
  /** Every run, oldest first: as queued, skipped or succeeded. No command's `run` was called. */
  runs: Run[];
}

/**
 * Lives schedules on a clock of its own: the scheduler, the ledger and the policies are the real ones, `when` is asked,
 * and only the commands' work is left out; a run lasts as long as `takes` says.
 */
export async function simulate(options: SimulateOptions): Promise<Simulation> {
  checkOptionNames(options, "simulate", KNOWN);
  const commands = checkNamed(options.commands, "simulate");
  const store = openMemoryStore(0);
  try {
    const [from, to] = [toMs(options.from), toMs(options.to)];
    const { loaded, schedules } = await readDefinitions(commands, {
      now: from,
      timezone: options.timezone ?? "UTC",
    });
    await store.registerSchedules({ schedules, unread: [], now: from });
    await new Play(options, { store, loaded, from, to }).run();
    return {
      ticks: await readTicks(
        store,
        schedules.map(({ id }) => id),
      ),
      runs: await readRuns(store),
    };
  } finally {
    store.close();
  }
}

class Play {
  readonly #span: { from: number; to: number };
  readonly #downtime: readonly { from: number; to: number }[];
  readonly #scheduler: Scheduler;
  readonly #worker: SimulatedWorker;
  #now: number;

  constructor(
    { environment = "test", takes = {}, downtime = [] }: SimulateOptions,
    {
      store,
      loaded,
      from,
      to,
    }: { store: Store; loaded: Map<string, LoadedCommand>; from: number; to: number },
  ) {
    this.#span = { from, to };
    this.#now = from;
    this.#downtime = downtime.map((one) => ({ from: toMs(one.from), to: toMs(one.to) }));
    const clock = createInstantClock(() => this.#now);
    const facts = { environment, host: "simulation", actor: "simulation" };
    this.#scheduler = new Scheduler({ store, clock, events: createEventBus(), ...facts });
    this.#worker = new SimulatedWorker({ store, loaded, takesMs: (command) => durationOf(takes, command) });
  }

  async run(): Promise<void> {
    for (let at: number | null = this.#span.from; at !== null && at <= this.#span.to;) {
      this.#now = at;
      const { next } = await this.#scheduler.tick();
      const workNext = await this.#worker.work(at);
      at = this.#awake(earliest(next, workNext, at));
    }
  }

  /** What falls into a downtime is seen at its end. */
  #awake(at: number | null): number | null {
    const down = at === null ? undefined : this.#downtime.find(({ from, to }) => at >= from && at < to);
    return down?.to ?? at;
  }
}

function durationOf(takes: Readonly<Record<string, string>>, command: string): number {
  const text = takes[command] ?? "0s";
  const ms = parseDuration(text);
  if (ms === undefined) throw new RangeError(`takes.${command} "${text}" must be a duration such as 5m`);
  return ms;
}

/** Later than now: time must go on. */
function earliest(a: number | null, b: number | null, now: number): number | null {
  const instants = [a, b].filter((instant) => instant !== null);
  return instants.length === 0 ? null : Math.max(now + 1, Math.min(...instants));
}

async function readTicks(store: Store, ids: readonly string[]): Promise<Tick[]> {
  const ticks = await Promise.all(
    ids.map((scheduleId) => store.ticks({ scheduleId, limit: Number.MAX_SAFE_INTEGER })),
  );
  return ticks.flat().sort((a, b) => a.scheduledFor - b.scheduledFor);
}
