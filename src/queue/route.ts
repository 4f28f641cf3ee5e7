import type { Config } from "../config.ts";
import { DEFAULT_QUEUE } from "../core/queue.ts";

/** The queue of a command's runs: what it names itself, else the first route of the config that fits, else "default". */
export function queueOf(command: string, own: string | null, { routes }: Pick<Config, "routes">): string {
  if (own !== null) return own;
  return routes.find(([pattern]) => fits(command, pattern))?.[1] ?? DEFAULT_QUEUE;
}

/** A star stands for any text: "reports:*" is every command whose name begins so. */
function fits(command: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[^\w:-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(command);
}
