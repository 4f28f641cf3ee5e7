import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import { describeWork } from "../command/describe-work.ts";
import { limitKey, limitKeyOf, overlapKeyOf } from "../command/overlap-key.ts";
import { maskSecrets } from "../command/secret-args.ts";
import type { Config } from "../config.ts";
import { newId } from "../core/ids.ts";
import type { OverlapPolicy } from "../core/policy.ts";
import type { Trigger } from "../core/run.ts";
import type { NewJob } from "../store/queue-store.ts";
import type { JobOptions } from "./job-options.ts";
import { flagsOf } from "./known-flags.ts";
import { queueOf } from "./route.ts";

/** What is to be run in the background, and who wants it. */
export interface JobRequest {
  command: LoadedCommand;
  args: CheckedArgs;
  options: JobOptions;
  actor: string;
  now: number;
  trigger: Extract<Trigger, "queue" | "retry">;
  parentId: string | null;
}

/** The run that a worker will find: the command's own rules, with the options of this one over them. */
export function makeJob(request: JobRequest, config: Pick<Config, "attempts" | "routes">): NewJob {
  const { command, args, options, now } = request;
  const work = describeWork(command.definition);
  const runAfter = options.runAt ?? now + (options.delayMs ?? 0);
  const expiresInMs = options.expiresInMs ?? work.expiresInMs;
  const { idempotency } = options;
  return {
    run: newRun(request),
    overlap: { key: overlapKeyOf(command, args), policy: policyOf(command) },
    waiting: {
      queue: options.queue ?? queueOf(command.name, work.queue, config),
      priority: options.priority ?? work.priority,
      runAfter,
      maxAttempts: options.attempts ?? work.attempts ?? config.attempts,
      limitKey: limitKeyIn(request),
      expiresAt: expiresInMs === null ? null : runAfter + expiresInMs,
    },
    dedupeKey: options.dedupeKey ?? null,
    idempotency: idempotency ? { key: idempotency.key, until: now + idempotency.forMs } : null,
    workflowId: null,
  };
}

function newRun({ command, args, options, actor, now, trigger, parentId }: JobRequest): NewJob["run"] {
  return {
    id: newId(now),
    command: command.name,
    args: maskSecrets(args.input, flagsOf(command)),
    trigger,
    scheduledFor: null,
    requestedAt: now,
    parentId,
    actor,
    dryRun: args.input["dryRun"] === true,
    tags: options.tags ?? [],
  };
}

/** What was enqueued is to be run, each of it: nobody is skipped for another unless the command says so itself. */
function policyOf({ definition }: LoadedCommand): OverlapPolicy {
  return definition.overlap ?? "allow";
}

function limitKeyIn({ command, args, options }: JobRequest): string | null {
  if (options.concurrencyKey === undefined) return limitKeyOf(command, args);
  return limitKey(command.name, options.concurrencyKey);
}
