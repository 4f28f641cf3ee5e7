import type { Host } from "./host.ts";

/** How wide a table may be; undefined where nobody looks, and on a terminal that does not know its own width. */
export function tableWidth(host: Pick<Host, "isTerminal" | "stdout">): number | undefined {
  return host.isTerminal("stdout") ? host.stdout.columns || undefined : undefined;
}
