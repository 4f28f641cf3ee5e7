import type { ConfigInput } from "../config.ts";
import type { Instant } from "./instant.ts";
import type { NamedCommands } from "./read-definitions.ts";

export interface TestClientOptions {
  /** The commands under test, by the names that their files would give them. */
  commands: NamedCommands;
  /** What its clock shows first. Default: 2026-01-01T00:00:00Z, so that no test depends on the day. */
  now?: Instant;
  /** What matters of a config here: attempts, queues, routes, timeout, killAfter. */
  config?: Pick<ConfigInput, "attempts" | "queues" | "routes" | "timeout" | "killAfter">;
  /** Environment in which args with `.meta({ env })` are looked for. Default: empty. */
  env?: Record<string, string>;
  /** Live what is enqueued before `enqueue` resolves, as `drain()` would. Default false. */
  eager?: boolean;
  /** What a command throws is thrown by whoever drains, when its run has failed for good. Default false. */
  throwErrors?: boolean;
  /** The ledger's file, for `within(database)`. Default: a ledger in memory. */
  database?: string;
}
