import { createRequire } from "node:module";
import { extname } from "node:path";
import type * as PinoModule from "./pino-logger.ts";
import type { LogFunction, LoggerOptions, RunLogger } from "./logger.ts";

/** A pino that is loaded at its first line: most runs of most commands are quicker than pino's own start. */
export function createRunLogger(options: LoggerOptions): RunLogger {
  return late(() => loadPinoLogger(options));
}

/** Each level by itself: a loop over their names would cost more than all else that a short run is given. */
function late(make: () => RunLogger): RunLogger {
  let made: RunLogger | undefined;
  const logger = (): RunLogger => (made ??= make());
  return {
    trace: (...line: Line) => logger().trace(...line),
    debug: (...line: Line) => logger().debug(...line),
    info: (...line: Line) => logger().info(...line),
    warn: (...line: Line) => logger().warn(...line),
    error: (...line: Line) => logger().error(...line),
    fatal: (...line: Line) => logger().fatal(...line),
    child: (bindings: Record<string, unknown>) => late(() => logger().child(bindings)),
  } as RunLogger;
}

type Line = Parameters<LogFunction>;

/** Loaded by file name and at once: a log line cannot wait for a promise. The file is a sibling in `src` and in `dist`. */
function loadPinoLogger(options: LoggerOptions): RunLogger {
  const require = createRequire(import.meta.url);
  const module = require(`./pino-logger${extname(import.meta.filename)}`) as typeof PinoModule;
  return module.createPinoLogger(options);
}
