import type { CommandContext } from "../command/context.ts";
import type { Clock } from "../core/clock.ts";
import { memberOf } from "../core/thrown.ts";
import type { Run } from "../core/run.ts";
import type { StepStore } from "../store/step-store.ts";
import type { ExecutionContext } from "./executor.ts";
import type { OnceHouse } from "./once.ts";
import type { Steps } from "./steps.ts";
import { createSecretMasker } from "./secret-masker.ts";

export interface DurableWorkParts {
  /** Where an attempt keeps what it need not do again: opened when a command first asks for it, as most have no steps. */
  store: () => Promise<StepStore> | StepStore;
  /** Closes the rows of owners that died; undefined where somebody near does so all the time. */
  rescue: (() => Promise<unknown>) | undefined;
  secrets: readonly string[];
  run: Pick<Run, "id" | "attempt" | "dryRun">;
  clock: Clock;
  execution: Pick<ExecutionContext, "signal">;
}

/** Makes `step` and `once` of a command's context. Their code is read when one is called. */
export function createDurableWork(parts: DurableWorkParts): Pick<CommandContext, "step" | "once"> {
  let desk: Promise<Desk> | null = null;
  const open = (): Promise<Desk> => (desk ??= openDesk(parts));
  return {
    step: async (name, work) => (await (await open()).steps.step(name, work)) as never,
    once: async (key, options, work) => {
      const { steps, house } = await open();
      const { once } = await import("./once.ts");
      return (await once({ key, period: memberOf(options, "for"), work }, steps, house)) as never;
    },
  };
}

interface Desk {
  steps: Steps;
  house: OnceHouse;
}

async function openDesk({ run, clock, execution, secrets, store, rescue }: DurableWorkParts): Promise<Desk> {
  const { Steps } = await import("./steps.ts");
  const house = {
    ref: { runId: run.id, attempt: run.attempt },
    store: await store(),
    masker: createSecretMasker(secrets),
    secrets,
    now: () => clock.now(),
    clock,
    rescue,
    signal: execution.signal,
    dryRun: run.dryRun,
  };
  return { steps: new Steps(house), house };
}
