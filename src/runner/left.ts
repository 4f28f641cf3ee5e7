import type { ExitCode } from "../config/process-exit.ts";

/** What is thrown in the place of a `process.exit()` that must not end this process, so that nothing behind it is done. */
export class Left extends Error {
  override readonly name = "Left";

  constructor(code: ExitCode) {
    super(`process.exit(${code ?? ""}) in the command`);
  }
}

/** As Node reads it, which throws for what is none, and as a parent process is told it. */
export function exitCodeOf(code: ExitCode): number {
  const outer = process.exitCode;
  if (code !== undefined && code !== null) process.exitCode = code;
  const read = Number(process.exitCode ?? 0);
  process.exitCode = outer;
  return read & 0xff;
}
