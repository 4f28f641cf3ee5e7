import { describeArgs } from "../../command/describe-args.ts";
import { findCommand } from "../../command/discover.ts";
import { loadCommand } from "../../command/load.ts";
import { dropMasked } from "../../command/secret-args.ts";
import type { CheckedArgs, LoadedCommand } from "../../command/define.ts";
import type { Config } from "../../config/shape.ts";
import { ErrandError } from "../../core/errors.ts";
import { newId, shortId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { dropAbsent } from "../../core/reference.ts";
import type { Run } from "../../core/run.ts";
import { makeJob } from "../../queue/make-job.ts";
import type { NewJob } from "../../store/queue-store.ts";
import type { Edit } from "../edit-json.ts";
import { SecretError } from "../lost-secrets.ts";
import { readCommandArgs } from "../prepare-command.ts";
import type { Shell } from "../shell.ts";

/** What is to be otherwise this time. */
export interface Changes {
  /** The command's own flags. */
  argv: string[];
  edit: boolean;
  /** Ask for what is missing, if there is a person. */
  input: boolean;
  /** Epoch ms. */
  runAfter: number;
}

/**
 * Gives `use` the run that repeats a dead one: in its queue, with its counts begun anew. What was edited for it is kept
 * where `use` throws too.
 * @throws ErrandError for what cannot run; what `use` throws.
 */
export async function makeRetry<T>(
  dead: Run,
  changes: Changes,
  shell: Shell,
  use: (job: NewJob) => Promise<T>,
): Promise<T> {
  const config = await shell.config();
  const found = findCommand(config, dead.command);
  if (!found) return use(await repeatProgram(dead, changes, shell));
  const command = await loadCommand(found, config);
  const { actor } = await shell.app();
  return withArgs({ dead, command, changes }, shell, (args) =>
    use(jobOf({ dead, command, changes }, { args, actor, config, now: shell.host.clock.now() })),
  );
}

interface Retried {
  dead: Run;
  command: LoadedCommand;
  changes: Changes;
}

function jobOf(
  { dead, command, changes }: Retried,
  { args, actor, config, now }: { args: CheckedArgs; actor: string; config: Config; now: number },
): NewJob {
  const { queue, priority, maxAttempts: attempts, dedupeKey, tags } = dead;
  const job = makeJob(
    {
      command,
      args,
      options: {
        priority,
        attempts,
        tags,
        runAt: changes.runAfter,
        ...(queue === null ? {} : { queue }),
        ...(dedupeKey === null ? {} : { dedupeKey }),
      },
      actor,
      now,
      trigger: "retry",
      parentId: dead.id,
    },
    config,
  );
  // Changed args may mean another key where the command makes it of them; one that was given says nothing of args.
  const isMadeAnew = isChanged(changes) && command.definition.concurrencyKey !== undefined;
  const limitKey = isMadeAnew ? job.waiting.limitKey : dead.limitKey;
  return inPlaceOf(dead, { ...job, waiting: { ...job.waiting, limitKey } });
}

/** A retry is for the same tick as what it repeats. */
function inPlaceOf({ scheduleId, scheduledFor }: Run, job: NewJob): NewJob {
  return { ...job, run: { ...job.run, scheduleId, scheduledFor } };
}

function isChanged({ argv, edit }: Changes): boolean {
  return edit || argv.length > 0;
}

/** As they are judged now: the schema may have changed since the run was queued. */
async function withArgs<T>(
  { dead, command, changes: { argv, edit, input } }: Retried,
  shell: Shell,
  use: (args: CheckedArgs) => Promise<T>,
): Promise<T> {
  const { definition, file } = command;
  const flags = describeArgs(definition.args, { file, positional: definition.positional });
  const kept = dropMasked(dropAbsent(dead.args), flags);
  const again = `errand dead retry --edit ${shortId(dead.id)}`;
  const repeated = { run: dead, byWorker: true };
  const read = (base: JsonObject): Promise<CheckedArgs> =>
    readCommandArgs({ command, flags, argv, base, repeated, input }, shell);
  if (edit) return withEditor({ args: kept, again, host: shell.host }, async (base) => use(await read(base)));
  const args = await read(kept).catch((error: unknown) => {
    throw fitForEdit(error, again);
  });
  return use(args);
}

/** What is wrong with the args is edited next, but for what no editor could put right. */
function fitForEdit(error: unknown, again: string): unknown {
  if (!(error instanceof ErrandError) || error.code !== "invalid_args") return error;
  if (error instanceof SecretError) return error;
  return new ErrandError(error.code, error.message, { next: again, cause: error });
}

async function withEditor<T>(
  edit: Pick<Edit, "args" | "again" | "host">,
  use: (base: JsonObject) => Promise<T>,
): Promise<T> {
  const { withEdited } = await import("../edit-json.ts");
  const instead = "give the changed flags behind the run";
  return withEdited({ ...edit, help: "errand dead retry --help", instead }, use);
}

/** The program of a schedule stands in the schedule; its run has no args of its own to change. */
async function repeatProgram(dead: Run, changes: Changes, shell: Shell): Promise<NewJob> {
  const { id, command, scheduleId } = dead;
  const { actor, store } = await shell.app();
  const known = scheduleId === null ? undefined : await store.findSchedule(scheduleId);
  const schedule = known?.schedule;
  if (!schedule?.program) {
    const message = `run ${id} was of ${command}, which is no command of this project`;
    throw new ErrandError("unknown_command", message, {
      next: `errand dead discard ${shortId(id)} --reason TEXT`,
    });
  }
  if (isChanged(changes)) {
    const message = `run ${shortId(id)} was of a program of the schedule ${schedule.id}, whose args stand there`;
    throw new ErrandError("usage", message, { next: `errand schedule explain ${schedule.id}` });
  }
  return inPlaceOf(
    dead,
    copyOf(dead, {
      actor,
      policy: schedule.overlap,
      runAfter: changes.runAfter,
      now: shell.host.clock.now(),
    }),
  );
}

function copyOf(
  dead: Run,
  {
    actor,
    policy,
    runAfter,
    now,
  }: { actor: string; policy: NewJob["overlap"]["policy"]; runAfter: number; now: number },
): NewJob {
  const { command, args, dryRun, tags, queue, priority, maxAttempts, limitKey, dedupeKey } = dead;
  return {
    run: {
      id: newId(now),
      command,
      args,
      trigger: "retry",
      scheduledFor: null,
      requestedAt: now,
      parentId: dead.id,
      actor,
      dryRun,
      tags,
    },
    overlap: { key: dead.concurrencyKey ?? command, policy },
    waiting: { queue: queue ?? command, priority, runAfter, maxAttempts, limitKey, expiresAt: null },
    dedupeKey,
    idempotency: null,
    workflowId: null,
  };
}
