import "./core/needed-node.ts";
export { createClient } from "./client/client.ts";
export { type Client, type ClientOptions, type Enqueuer, type Job } from "./client/shape.ts";
export type { WaitOptions } from "./client/await-run.ts";
export { defineConfig, type ConfigInput as ErrandConfig } from "./config.ts";
export type { CommandContext, Exec, ExecOptions, ExecResult, Once, Step } from "./command/context.ts";
export type { Enqueue, EnqueuedRun, EnqueueOptions } from "./command/enqueue.ts";
export { defineCommand, type CommandDefinition, type DefinedCommand } from "./command/define.ts";
export { duration } from "./command/duration-schema.ts";
export {
  at,
  cron,
  daily,
  every,
  hourly,
  monthly,
  weekdays,
  weekly,
  type Weekday,
} from "./command/schedule-times.ts";
export { CommandError } from "./core/errors.ts";
export { RetryError, snooze, type RetryAfter } from "./core/retry-error.ts";
export type { Hook, HookFacts, HookName } from "./core/hook.ts";
export type { JsonObject, JsonValue } from "./core/json.ts";
export type { Run, RunState } from "./core/run.ts";
export type { OverlapPolicy } from "./core/policy.ts";
export type { CatchUpPolicy, FoldPolicy, GapPolicy } from "./core/schedule.ts";
export type {
  CatchUpOptions,
  ConfiguredSchedule,
  ScheduleInput,
  TickContext,
  When,
} from "./core/schedule-input.ts";
export type { RunLogger as Logger } from "./log/logger.ts";
export { chain, chord, group, job } from "./queue/workflow/build.ts";
export type { Reference } from "./queue/workflow/reference.ts";
export type { StartedWorkflow, Workflow } from "./core/workflow.ts";
export { z } from "zod";
