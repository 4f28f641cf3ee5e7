import type { RunStore } from "../run-store.ts";
import { openAttempts } from "./attempts.ts";
import { begin } from "./begin.ts";
import { requestCancel } from "./cancel.ts";
import type { Connection } from "./connection.ts";
import { finish } from "./finish.ts";
import { heartbeat } from "./heartbeat.ts";
import { appendOutput } from "./output.ts";
import { underLock } from "./under-lock.ts";
import { withdraw } from "./withdraw.ts";

export function runVerbs(connection: Connection): RunStore {
  return {
    async begin(start) {
      if (start.run.trigger !== "retry") return connection.write(() => begin(connection, underLock(start)));
      const { beginAgain } = await import("./begin-again.ts");
      return connection.write(() => beginAgain(connection, underLock(start)));
    },
    async withdraw(withdrawal) {
      return connection.write(() => withdraw(connection, withdrawal));
    },
    async appendOutput(ref, output) {
      connection.write(() => appendOutput(connection, ref, output));
    },
    async heartbeat(ref, beat) {
      return connection.write(() => heartbeat(connection, ref, beat));
    },
    async finish(closing) {
      return connection.write(() => finish(connection, closing));
    },
    finishAtExit(closing) {
      return connection.write(() => finish(connection, closing));
    },
    async requestCancel(runId, actor, at) {
      return connection.write(() => requestCancel(connection, runId, actor, at));
    },
    async openAttempts() {
      return connection.read(() => openAttempts(connection));
    },
  };
}
