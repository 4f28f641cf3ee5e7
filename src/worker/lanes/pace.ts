/** Runs that take longer than this, in ms, go one by one: others would wait behind them. */
const QUICK_MS = 0.5;
/** About how long a batch takes, in ms: so long the worker hears and does nothing else. */
const BATCH_MS = 20;
const MOST = 1_000;

/** How many runs of a command go in one batch, by how long they took so far. */
export class Pace {
  #runMs: number | null = null;

  /** So many runs took so long together, in ms. */
  note(runs: number, ms: number): void {
    const each = ms / runs;
    // One that is slow for once is believed at once; speed has to be shown again and again.
    const isSlower = this.#runMs === null || each > this.#runMs;
    this.#runMs = isSlower ? each : (this.#runMs ?? 0) * 0.7 + each * 0.3;
  }

  get batch(): number {
    if (this.#runMs === null || this.#runMs >= QUICK_MS) return 1;
    return Math.min(MOST, Math.floor(BATCH_MS / Math.max(this.#runMs, 0.001)));
  }
}

/** The pace of each command. */
export class Paces {
  readonly #paces = new Map<string, Pace>();

  note(command: string, runs: number, ms: number): void {
    const pace = this.#paces.get(command) ?? new Pace();
    this.#paces.set(command, pace);
    pace.note(runs, ms);
  }

  batchOf(command: string): number {
    return this.#paces.get(command)?.batch ?? 1;
  }
}
