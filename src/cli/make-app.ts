import { App } from "../app.ts";
import type { Config } from "../config.ts";
import { processSignals } from "../runner/signals.ts";
import type { Host } from "./host.ts";

/** The app of a project, on this host's clock and signals. */
export function makeApp(config: Config, { clock, signals = processSignals }: Host): App {
  return new App(config, { clock, signals });
}
