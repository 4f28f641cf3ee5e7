import type { Config } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import type { ErrandEvent, EventBus } from "../core/events.ts";
import type { HookName } from "../core/hook.ts";
import type { Store } from "../store/store.ts";
import { HookCaller } from "./hooks/hook-caller.ts";
import { HookWatch } from "./hooks/hook-watch.ts";
import { KnownWishes } from "./known-wishes.ts";
import { Patience } from "./patience.ts";
import { Teller } from "./teller.ts";

export interface AnnouncerHouse {
  config: () => Config;
  store: Store;
  clock: Clock;
  events: EventBus;
  /** The hooks of a command where its module is loaded already. Default: those that the manifest knows. */
  hooksOf?: (command: string) => Promise<readonly HookName[]>;
  /** Looks for commands that are overdue; a process that lives for one run leaves that to others. */
  looksForSilences: boolean;
}

/** How soon what other processes did is told, in ms; what this one did is told at once. */
const LOOK_EVERY_MS = 1_000;
/** How often it is looked whether the ledger still keeps what it should, in ms. */
const WATCH_EVERY_MS = 60_000;

/**
 * What stands beside whoever lives runs, and tells of them: hooks are called for what happens in this process, notices
 * are written and sent for what happened in any. Nothing that it meets changes a run or ends its process.
 */
export class Announcer {
  readonly #house: AnnouncerHouse;
  readonly #teller: Teller;
  readonly #hooks: HookCaller;
  readonly #hookWatch: HookWatch;
  readonly #stop = new AbortController();
  readonly #unsubscribe: () => void;
  #wake = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  /** One after the other: who leaves waits for all. */
  #passes: Promise<void> = Promise.resolve();
  /** What the loop sends; it ends with the last turn of a channel. */
  #sent: Promise<void> = Promise.resolve();
  readonly #looking: Patience;
  readonly #sending: Patience;

  constructor(house: AnnouncerHouse) {
    this.#house = house;
    const { config, store, clock, events } = house;
    this.#looking = new Patience(events);
    this.#sending = new Patience(events);
    const wishes = new KnownWishes(clock);
    const expected = () => wishes.expected(config());
    const hooksOf = house.hooksOf ?? ((command: string) => wishes.hooksOf(command, config()));
    this.#teller = new Teller({
      ...{ store, clock, events },
      rules: () => config().notify,
      expected: house.looksForSilences ? expected : null,
    });
    const secretsOf = (command: string): Promise<string[]> => wishes.secretsOf(command, config());
    this.#hooks = new HookCaller({ store, clock, events, place: config, secretsOf });
    this.#hookWatch = new HookWatch({ store, events, hooksOf, caller: this.#hooks });
    this.#unsubscribe = events.subscribe((event) => this.#hear(event));
  }

  /** From now on the ledger keeps what is to be told. Before the first run that shall be told of. */
  async watch(): Promise<void> {
    await this.#looking.run(() => this.#teller.watch());
  }

  /** Tells, again and again, until it is stopped. Where nobody wants to be told it only notes what is expected. */
  start(): void {
    this.#loop = this.#tellUntilStopped();
  }

  /** One pass: what happened becomes notices, and those that are due are sent; none begins after `limitMs`. */
  pass(limitMs: number): Promise<void> {
    return (this.#passes = this.#passes.then(() => this.#passOnce(limitMs)));
  }

  async #passOnce(limitMs: number): Promise<void> {
    const over = new AbortController();
    const { clock, config } = this.#house;
    if (config().notify.length === 0) return;
    const limit = new AbortController();
    void clock.sleep(limitMs, { signal: over.signal, background: true }).then(() => limit.abort());
    await this.#looking.run(() => this.#teller.pass(limit.signal));
    over.abort();
  }

  /** Hears no more, waits for the hooks that were asked for, and tells what is left within `limitMs`. */
  async stop(limitMs: number): Promise<void> {
    this.#unsubscribe();
    this.#stop.abort();
    this.#wake.abort();
    await this.#hookWatch.stop();
    await Promise.all([this.#loop, this.#hooks.close()]);
    await this.pass(limitMs);
    await this.#sent;
  }

  async #tellUntilStopped(): Promise<void> {
    const { clock, config } = this.#house;
    const { signal } = this.#stop;
    let watched: Config | null = null;
    for (let watchAt = -Infinity; !signal.aborted;) {
      this.#wake = new AbortController();
      // The rules may be others since it was told to read the config anew.
      if (watched !== config() || clock.monotonic() >= watchAt) {
        await this.watch();
        watchAt = clock.monotonic() + WATCH_EVERY_MS;
      }
      watched = config();
      await this.#looking.run(() => this.#look());
      // Not waited for: what happens is judged meanwhile, whatever channel does not answer.
      if (watched.notify.length > 0) this.#sent = this.#sending.run(() => this.#teller.send(signal));
      await clock.sleep(LOOK_EVERY_MS, { signal: this.#wake.signal });
    }
  }

  /** Where nobody is told, people still look at what is overdue. */
  async #look(): Promise<void> {
    if (this.#house.config().notify.length > 0) await this.#teller.look();
    else await this.#teller.expect();
  }

  #hear(event: ErrandEvent): void {
    if (event.type === "run.late" && this.#house.config().notify.length > 0) {
      const { run, lateMs } = event;
      const late = { runId: run.id, lateMs, now: this.#house.clock.now() };
      void this.#looking.run(() => this.#house.store.noteLate(late));
    }
    if (NEWS.has(event.type)) this.#wake.abort();
  }
}

/** What may be told of at once. */
const NEWS: ReadonlySet<ErrandEvent["type"]> = new Set([
  "runs.finished",
  "run.retrying",
  "run.started",
  "run.finished",
  "run.skipped",
  "run.lost",
  "run.late",
  "tick.not_run",
]);
