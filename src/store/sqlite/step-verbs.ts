import type { StepStore } from "../step-store.ts";
import type { Connection } from "./connection.ts";

export function stepVerbs(connection: Connection): StepStore {
  return {
    async findStep(ref, name) {
      const { findStep } = await import("./steps.ts");
      return connection.read(() => findStep(connection, ref, name));
    },
    async keepStep(ref, step) {
      const { keepStep } = await import("./steps.ts");
      return connection.write(() => keepStep(connection, ref, step));
    },
    async steps(runId) {
      const { listSteps } = await import("./steps.ts");
      return connection.read(() => listSteps(connection, runId));
    },
    async claimOnce(ref, key, now) {
      const { claimOnce } = await import("./once.ts");
      return claimOnce(connection, { ref, key, now });
    },
    async keepOnce(ref, once) {
      const { keepOnce } = await import("./once.ts");
      return connection.write(() => keepOnce(connection, ref, once));
    },
    async releaseOnce(ref, key) {
      const { releaseOnce } = await import("./once.ts");
      connection.write(() => releaseOnce(connection, ref, key));
    },
  };
}
