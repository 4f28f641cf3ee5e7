import { readManifest } from "../command/manifest.ts";
import type { Config } from "../config.ts";
import type { Isolation } from "../core/queue.ts";
import type { Clock } from "../core/clock.ts";
import type { ClaimRules } from "../store/work-store.ts";

/** How long what was read counts, in ms: a new version of a command is heeded so soon. */
const FRESH_MS = 5_000;

/** With the commands that need no process of their own. */
export type WorkerRules = ClaimRules & { lanes: { pool: string[]; inline: string[] } };

/** What commands and config say of limits, read anew when it may have changed. A module that does not load limits nothing. */
export class KnownRules {
  readonly #clock: Clock;
  #rules: WorkerRules = { commands: {}, queues: {}, lanes: { pool: [], inline: [] } };
  #readAt = -Infinity;
  #config: Config | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async read(config: Config): Promise<WorkerRules> {
    const now = this.#clock.monotonic();
    if (this.#config === config && now - this.#readAt < FRESH_MS) return this.#rules;
    this.#rules = await readRules(config);
    this.#config = config;
    this.#readAt = now;
    return this.#rules;
  }
}

async function readRules(config: Config): Promise<WorkerRules> {
  const entries = await readManifest(config);
  const commands = entries.flatMap((entry) =>
    "descriptor" in entry ? [[entry.name, entry.descriptor.work] as const] : [],
  );
  const inLane = (lane: Isolation): string[] =>
    commands.filter(([, { isolation }]) => isolation === lane).map(([name]) => name);
  return {
    commands: Object.fromEntries(commands),
    queues: config.queues,
    lanes: { pool: inLane("pool"), inline: inLane("inline") },
  };
}
