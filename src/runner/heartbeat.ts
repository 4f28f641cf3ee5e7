import type { Clock } from "../core/clock.ts";
import type { AttemptRef, Progress } from "../core/run.ts";
import type { Store } from "../store/store.ts";

/** How long an attempt's lease lasts, in ms. Only hosts that cannot see the owner's process have to wait for it. */
export const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 10_000;
const LOOK_EVERY_MS = 1_000;
/** How often it is looked whether another process wrote, in ms: that costs microseconds, and a cancel is heard so soon. */
const GLANCE_EVERY_MS = 100;

export interface HeartbeatOptions {
  store: Pick<Store, "findRun" | "heartbeat" | "version">;
  clock: Clock;
  ref: AttemptRef;
  /** The progress last reported by the work. */
  progress: () => Progress | null;
  onCancel: (by: string) => void;
  onLeaseLost: () => void;
}

/** Renews an attempt's lease, stores its progress and hears of cancels, once a second or when others wrote, until `stop`. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  /** No signal: the next glance, which keeps no process alive, sees it too, and Node loads a room of its own for signals. */
  #isStopped = false;
  #renewedAt: number;
  #stored: Progress | null = null;
  #version = -1;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#renewedAt = options.clock.monotonic();
  }

  start(): void {
    void this.#loop();
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #loop(): Promise<void> {
    for (;;) {
      await this.#untilDue();
      if (this.#isStopped) return;
      // A store that cannot answer now may answer in a second; the lease has time for thirty tries.
      await this.beat().catch(() => undefined);
    }
  }

  async #untilDue(): Promise<void> {
    for (let waited = 0; waited < LOOK_EVERY_MS; waited += GLANCE_EVERY_MS) {
      await this.#options.clock.sleep(GLANCE_EVERY_MS, { background: true });
      if (this.#isStopped || this.#othersWrote()) return;
    }
  }

  #othersWrote(): boolean {
    try {
      const version = this.#options.store.version();
      const isOther = version !== this.#version;
      this.#version = version;
      return isOther;
    } catch {
      // Whoever writes next tells what is wrong with the ledger.
      return false;
    }
  }

  /** One look at the row, and a write when one is due. */
  async beat(): Promise<void> {
    const { store, clock, ref, progress } = this.#options;
    const run = await store.findRun(ref.runId);
    if (run?.state !== "running" || run.attempt !== ref.attempt) {
      this.#options.onLeaseLost();
      return;
    }
    if (run.cancelRequestedBy !== null) this.#options.onCancel(run.cancelRequestedBy);
    const current = progress();
    if (current === this.#stored && clock.monotonic() - this.#renewedAt < RENEW_EVERY_MS) return;
    const { held } = await store.heartbeat(ref, { leaseUntil: clock.now() + LEASE_MS, progress: current });
    this.#renewedAt = clock.monotonic();
    this.#stored = current;
    if (!held && !this.#isStopped) this.#options.onLeaseLost();
  }
}
