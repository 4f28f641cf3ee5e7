import { hasMember } from "./thrown.ts";

/** Exit codes of the command line. 75 and 78 are EX_TEMPFAIL and EX_CONFIG of sysexits.h; 124 is what `timeout(1)` uses. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  tryLater: 75,
  config: 78,
  timedOut: 124,
  killed: 137,
  interrupted: 130,
  terminated: 143,
} as const;

/** The catalogue of errand's own errors: a stable code for `--json`, and the exit code it means. */
const CATALOGUE = {
  usage: EXIT.usage,
  unknown_command: EXIT.usage,
  unknown_flag: EXIT.usage,
  invalid_args: EXIT.usage,
  unknown_run: EXIT.usage,
  ambiguous_run: EXIT.usage,
  not_cancellable: EXIT.failed,
  cancel_unanswered: EXIT.failed,
  run_not_over: EXIT.tryLater,
  invalid_schedule: EXIT.usage,
  invalid_workflow: EXIT.usage,
  unknown_schedule: EXIT.usage,
  invalid_config: EXIT.config,
  invalid_command: EXIT.config,
  node_too_old: EXIT.config,
  store_unavailable: EXIT.config,
  store_corrupt: EXIT.config,
  store_newer: EXIT.config,
  crontab_unusable: EXIT.config,
  not_open: EXIT.failed,
  unhealthy: EXIT.failed,
  interrupted: EXIT.interrupted,
} as const;

export type ErrorCode = keyof typeof CATALOGUE;

export interface ErrandErrorInit {
  /** The next command to type, whole: `errand list`. */
  next?: string;
  cause?: unknown;
}

/** An error that errand itself explains: one line, the thing, the value, the legal values, and what to type next. */
export class ErrandError extends Error {
  // The bundle shortens the names of classes, and Node's inspect shows that of the class.
  static override readonly name: string = "ErrandError";
  override readonly name = "ErrandError";
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly next: string | undefined;

  constructor(code: ErrorCode, message: string, init: ErrandErrorInit = {}) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    this.exitCode = CATALOGUE[code];
    this.next = init.next;
  }
}

// Two copies of errand can meet in one process (the bin's and the project's own), so `instanceof` is not enough.
const COMMAND_ERROR: unique symbol = Symbol.for("errand.CommandError");

/**
 * An expected failure of a command: one line, no stack. `exitCode` is an integer from 1 to 255, 1 unless told.
 * @throws RangeError for any other exit code.
 */
export class CommandError extends Error {
  static override readonly name: string = "CommandError";
  override readonly name: string = "CommandError";
  readonly exitCode: number;
  /** Of the program whose failure `exec` throws; absent where a signal ended it, or where it did not start. */
  declare readonly programExitCode?: number;
  readonly [COMMAND_ERROR] = true;

  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const exitCode = options.exitCode ?? EXIT.failed;
    if (!Number.isInteger(exitCode) || exitCode < 1 || exitCode > 255) {
      throw new RangeError(`CommandError exitCode ${exitCode} must be an integer from 1 to 255`);
    }
    this.exitCode = exitCode;
  }
}

export function isCommandError(error: unknown): error is CommandError {
  return hasMember(error, COMMAND_ERROR);
}

/** The reason a signal is aborted with when a limit runs out; the same name as the platform's own timeouts. */
export function timeoutError(limitMs: number): DOMException {
  return new DOMException(`the limit of ${limitMs} ms ran out`, "TimeoutError");
}
