import type { OutputConfiguration } from "commander";
import type { Host } from "./host.ts";

/** The screen that help is laid out for. commander would make the stream, 2 ms, to ask what is mostly no terminal. */
export function helpScreen(host: Host): OutputConfiguration {
  return {
    getOutHelpWidth: () => (host.isTerminal("stdout") ? host.stdout.columns : 80),
    getOutHasColors: () => host.isTerminal("stdout") && !host.env["NO_COLOR"],
  };
}
