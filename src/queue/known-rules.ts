import { findCommand } from "../command/discover.ts";
import { readManifest, type ManifestEntry } from "../command/manifest.ts";
import type { Config } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import type { Isolation } from "../core/queue.ts";
import type { ClaimRules } from "../store/work-store.ts";

/** How long what was read counts, in ms: a new version of a command is heeded so soon. */
const FRESH_MS = 5_000;
/** So long a module may hold up all others while they are read, in ms. By itself it is given longer. */
const HOLD_UP_MS = 2_000;
/** How long it counts that a module could not be read, in ms. */
const UNREADABLE_MS = 1_000;

/** With the commands that need no process of their own. */
export type WorkerRules = ClaimRules & { lanes: Record<Lane, string[]> };

type Lane = Exclude<Isolation, "process">;

/**
 * What commands and config say of limits, read anew when it may have changed: aside, as a module that hangs must not hold
 * up the runs of others. A command that was not there, or did not load, is read by itself before a run of it starts.
 */
export class KnownRules {
  readonly #clock: Clock;
  readonly #onNews: () => void;
  #rules: WorkerRules = { commands: {}, queues: {}, lanes: { pool: [], inline: [] } };
  #readAt = -Infinity;
  #config: Config | null = null;
  #isReading = false;
  /** Those that are read by themselves now. */
  readonly #asked = new Set<string>();
  /** When a module could not be read. */
  readonly #unreadable = new Map<string, number>();

  /** `onNews`: told when a command is known that was not, or cannot be. */
  constructor(clock: Clock, onNews: () => void) {
    this.#clock = clock;
    this.#onNews = onNews;
  }

  /** Waits for the first reading, and for that of another config. */
  async read(config: Config): Promise<WorkerRules> {
    if (this.#config !== config) await this.#readAll(config);
    else if (!this.#isReading && this.#clock.monotonic() - this.#readAt >= FRESH_MS)
      void this.#readAside(config);
    return this.#rules;
  }

  /**
   * Whether a run may start of a command that these rules do not know: of one that has no module, such as a schedule's
   * program, or whose module cannot be read now, as the run itself will say. Else it is read first.
   */
  letsIn(name: string, config: Config): boolean {
    if (!hasModule(name, config)) return true;
    const at = this.#unreadable.get(name) ?? -Infinity;
    if (this.#clock.monotonic() - at < UNREADABLE_MS) return true;
    void this.#learn(name, config);
    return false;
  }

  /** Whether some command is read by itself now. */
  get isLearning(): boolean {
    return this.#asked.size > 0;
  }

  async #readAside(config: Config): Promise<void> {
    this.#isReading = true;
    // What cannot be read now is tried again; the rules stay what they were.
    await this.#readAll(config).catch(() => undefined);
    this.#isReading = false;
  }

  async #readAll(config: Config): Promise<void> {
    const rules = rulesOf(await readManifest(config, { limitMs: HOLD_UP_MS }), config);
    this.#rules = rules;
    this.#config = config;
    this.#readAt = this.#clock.monotonic();
  }

  async #learn(name: string, config: Config): Promise<void> {
    if (this.#asked.has(name)) return;
    this.#asked.add(name);
    // Asked amid a claim, which has the ledger to itself.
    await Promise.resolve();
    const entries = await readManifest(config, { only: name }).catch(() => []);
    const { commands, lanes } = rulesOf(entries, config);
    if (Object.hasOwn(commands, name)) this.#add(commands, lanes);
    else this.#unreadable.set(name, this.#clock.monotonic());
    this.#asked.delete(name);
    this.#onNews();
  }

  #add(commands: WorkerRules["commands"], lanes: WorkerRules["lanes"]): void {
    const { commands: known, lanes: old, queues } = this.#rules;
    const both = (lane: Lane): string[] => [...new Set([...old[lane], ...lanes[lane]])];
    this.#rules = {
      queues,
      commands: { ...known, ...commands },
      lanes: { pool: both("pool"), inline: both("inline") },
    };
  }
}

/** Two files that share a name are none's, and the run will say so. */
function hasModule(name: string, config: Config): boolean {
  try {
    return findCommand(config, name) !== undefined;
  } catch {
    return false;
  }
}

function rulesOf(entries: readonly ManifestEntry[], { queues }: Config): WorkerRules {
  const commands = entries.flatMap((entry) =>
    "descriptor" in entry ? [[entry.name, entry.descriptor.work] as const] : [],
  );
  const inLane = (lane: Lane): string[] =>
    commands.filter(([, { isolation }]) => isolation === lane).map(([name]) => name);
  return {
    commands: Object.fromEntries(commands),
    queues,
    lanes: { pool: inLane("pool"), inline: inLane("inline") },
  };
}
