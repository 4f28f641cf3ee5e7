import type { Config } from "../config.ts";
import { fitsPattern } from "../core/name-pattern.ts";
import { DEFAULT_QUEUE } from "../core/queue.ts";

/** The queue of a command's runs: what it names itself, else the first route of the config that fits, else "default". */
export function queueOf(command: string, own: string | null, { routes }: Pick<Config, "routes">): string {
  if (own !== null) return own;
  return routes.find(([pattern]) => fitsPattern(command, pattern))?.[1] ?? DEFAULT_QUEUE;
}
