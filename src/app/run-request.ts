import type { OverlapPolicy } from "../core/policy.ts";
import type { Run } from "../core/run.ts";
import type { AttemptPlan } from "../runner/run-attempt.ts";
import type { StartResult } from "../runner/start-run.ts";
import type { NewRun } from "../store/run-store.ts";

/** What a caller asks for; the app adds who, where and when. */
export interface RunRequest<Spec> {
  run: Pick<NewRun, "command" | "args" | "trigger" | "dryRun" | "tags"> &
    Partial<Pick<NewRun, "scheduledFor" | "scheduleId" | "parentId">>;
  overlap: { key: string; policy: OverlapPolicy };
  waitMs: number;
  plan: (run: Run) => Omit<AttemptPlan<Spec>, "run">;
}

/** What became of it. */
export type RunReport =
  { kind: "ran"; run: Run; abandoned: boolean } | Exclude<StartResult, { kind: "started" }>;
