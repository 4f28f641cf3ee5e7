import type { FlagDescriptor } from "../command/descriptor.ts";
import { secretsInEnvironment } from "../command/fill-args.ts";
import { readManifest } from "../command/manifest.ts";
import type { Config } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import { hookNamesIn, type HookName } from "../core/hook.ts";
import type { Expected } from "../core/notice.ts";

/** How long what was read counts, in ms. */
const FRESH_MS = 5_000;

interface Wishes {
  flags: ReadonlyMap<string, readonly FlagDescriptor[]>;
  hooks: ReadonlyMap<string, readonly HookName[]>;
  expected: Expected;
}

/** What command modules say of hooks and expectations, read from the manifest anew when it may have changed. */
export class KnownWishes {
  readonly #clock: Clock;
  #wishes: Promise<Wishes> | null = null;
  #readAt = -Infinity;
  #config: Config | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of a command's own and of the config's. */
  async hooksOf(command: string, config: Config): Promise<HookName[]> {
    const own = (await this.#read(config)).hooks.get(command) ?? [];
    return [...hookNamesIn(config.hooks), ...own];
  }

  /** What of its environment a command keeps secret: no hook of its runs may show it. */
  async secretsOf(command: string, config: Config, env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
    return secretsInEnvironment((await this.#read(config)).flags.get(command) ?? [], env);
  }

  async expected(config: Config): Promise<Expected> {
    const { expectations, unread } = (await this.#read(config)).expected;
    return { expectations: [...config.expect, ...expectations], unread };
  }

  #read(config: Config): Promise<Wishes> {
    const now = this.#clock.monotonic();
    if (this.#wishes && this.#config === config && now - this.#readAt < FRESH_MS) return this.#wishes;
    this.#config = config;
    this.#readAt = now;
    return (this.#wishes = readWishes(config));
  }
}

async function readWishes(config: Config): Promise<Wishes> {
  const entries = await readManifest(config);
  const described = entries.flatMap((entry) => ("descriptor" in entry ? [entry.descriptor] : []));
  return {
    flags: new Map(described.map(({ name, flags }) => [name, flags])),
    hooks: new Map(described.map(({ name, hooks }) => [name, hooks])),
    expected: {
      expectations: described.flatMap(({ name, expectEveryMs }) =>
        expectEveryMs === null ? [] : [{ command: name, withinMs: expectEveryMs }],
      ),
      unread: entries.flatMap((entry) => ("error" in entry ? entry.name : [])),
    },
  };
}
