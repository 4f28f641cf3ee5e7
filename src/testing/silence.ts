import type { Face } from "../runner/plan-command.ts";

/** A test reads output from the ledger; its own terminal stays clean. */
export const SILENT_FACE: Face = {
  terminal: {
    write(_stream: string, _bytes: Uint8Array, done?: () => void): boolean {
      if (done) process.nextTick(done);
      return true;
    },
    show: () => null,
  },
  showLog: () => undefined,
  showProgress: () => undefined,
};
