/** The levels of pino, in the shape that commands receive. */
export interface RunLogger {
  trace: LogFunction;
  debug: LogFunction;
  info: LogFunction;
  warn: LogFunction;
  error: LogFunction;
  fatal: LogFunction;
  child(bindings: Record<string, unknown>): RunLogger;
}

export interface LogFunction {
  (message: string, ...values: unknown[]): void;
  (fields: object, message?: string, ...values: unknown[]): void;
}

export interface LoggerOptions {
  bindings: Record<string, unknown>;
  /** Epoch ms. */
  now: () => number;
  /** Takes each JSON line, with its line end. */
  write: (line: string) => void;
}
