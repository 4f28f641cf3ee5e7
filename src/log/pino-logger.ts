import { pino } from "pino";
import type { LoggerOptions, RunLogger } from "./logger.ts";

/** A pino of every level: what is shown is decided where lines are shown. Kept in a file of its own, as it is loaded late. */
export function createPinoLogger({ bindings, now, write }: LoggerOptions): RunLogger {
  const options = { base: null, level: "trace", timestamp: () => `,"time":${now()}` };
  return pino(options, { write }).child(bindings);
}
