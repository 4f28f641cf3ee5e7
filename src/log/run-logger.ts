import { createRequire } from "node:module";
import { extname } from "node:path";
import type * as PinoModule from "./pino-logger.ts";
import type { LogFunction, LoggerOptions, RunLogger } from "./logger.ts";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** A pino that is loaded at its first line: most runs of most commands are quicker than pino's own start. */
export function createRunLogger(options: LoggerOptions): RunLogger {
  return late(() => loadPinoLogger(options));
}

function late(make: () => RunLogger): RunLogger {
  let made: RunLogger | undefined;
  const logger = (): RunLogger => (made ??= make());
  const levels = LEVELS.map((level) => [
    level,
    (...line: Parameters<LogFunction>) => logger()[level](...line),
  ]);
  return {
    ...(Object.fromEntries(levels) as Record<(typeof LEVELS)[number], LogFunction>),
    child: (bindings) => late(() => logger().child(bindings)),
  };
}

/** Loaded by file name and at once: a log line cannot wait for a promise. The file is a sibling in `src` and in `dist`. */
function loadPinoLogger(options: LoggerOptions): RunLogger {
  const require = createRequire(import.meta.url);
  const module = require(`./pino-logger${extname(import.meta.filename)}`) as typeof PinoModule;
  return module.createPinoLogger(options);
}
