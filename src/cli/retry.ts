import { withoutAdded } from "../command/check-for-later.ts";
import { describeArgs } from "../command/describe-args.ts";
import { findCommand } from "../command/discover.ts";
import { loadCommand } from "../command/load.ts";
import { dropMasked } from "../command/secret-args.ts";
import { ErrandError } from "../core/errors.ts";
import { shortId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import { dropAbsent, findReferences } from "../core/reference.ts";
import type { Run } from "../core/run.ts";
import { stopperOf } from "../core/stopped.ts";
import { asksForHelp } from "./asks-for-help.ts";
import { explainCommand, explainVerb } from "./explain.ts";
import { findRun } from "./find-run.ts";
import { noteRetry, tellingOfSkip } from "./note-retry.ts";
import { recordedArgs } from "../runner/recorded-args.ts";
import { readCommandArgs, type GivenArgs } from "./prepare-command.ts";
import { ownFlagsOf } from "./own-flags.ts";
import { retryProgram } from "./retry-program.ts";
import { RETRY_ARGS } from "./runner-flags.ts";
import { readRunnerWords } from "./runner-options.ts";
import type { Leave, Shell } from "./shell.ts";
import { typeAgain } from "./type-again.ts";

/** `errand retry [runner flags] RUN [changed command flags]`: a new run, whose parent is the one it repeats. */
export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const { options, name: id, after, help, flags } = await readRunnerWords(argv, RETRY_ARGS, "retry", shell);
  if (help || id === undefined) return explainVerb({ verb: "retry", flags, asked: help }, shell);
  shell.configFlags = { config: options.config, database: options.database };
  const parent = await findRun(id, shell);
  if (asksForHelp(after)) return explainCommand(parent.command, shell);
  const config = await shell.config();
  const found = findCommand(config, parent.command);
  if (!found) return retryProgram({ parent, argv: after, options }, shell);
  const command = await loadCommand(found, config);
  const { definition, file } = command;
  const own = describeArgs(definition.args, { file, positional: definition.positional });
  const kept = dropMasked(dropAbsent(parent.args), own);
  refuseToCome(parent);
  const typed = { verb: "retry", name: id, own: ownFlagsOf(flags) };
  const repeated = { run: parent, byWorker: false };
  const words = { command, flags: own, argv: after, repeated, input: options.input, typed };
  const read = (base: JsonObject): Promise<GivenArgs> => readCommandArgs({ ...words, base }, shell);
  const args = await (options.edit ? readEdited(kept, id, { shell, read }) : read(kept));
  noteQueued(parent, shell);
  await noteRetry(parent, shell);
  // It is for the same tick as what it repeats: whoever asks for that tick finds it made good.
  const { scheduleId, scheduledFor } = parent;
  const tick = { scheduleId, scheduledFor };
  const { callCommand } = await import("./call-command.ts");
  const wish = {
    command,
    flags: own,
    args,
    options,
    trigger: "retry",
    ...tick,
    parentId: parent.id,
    asked: withoutAdded(recordedArgs(args, own), own, args.given),
  } as const;
  const retry = (): Promise<Leave> => callCommand(wish, shell);
  return options.quiet ? retry() : tellingOfSkip(parent, shell, retry);
}

/** Who wants it sooner should not find that it was done twice. */
function noteQueued({ id, command, state }: Run, shell: Shell): void {
  if (state !== "queued") return;
  shell.note(
    `run ${id} of ${command} is queued still, and will run besides this one`,
    `errand cancel ${shortId(id)}`,
  );
}

/** A workflow's run that never had the results it waits for cannot run without them. */
function refuseToCome({ id, args, reason }: Run): void {
  const [reference] = findReferences(dropAbsent(args));
  if (!reference) return;
  const message = `run ${id} waits for the result of run ${reference.of}: what can be retried is the run that it waits for`;
  throw new ErrandError("usage", message, {
    next: `errand retry ${stopperOf(reason) ?? reference.of}`,
  });
}

async function readEdited(
  args: JsonObject,
  id: string,
  { shell: { host }, read }: { shell: Shell; read: (base: JsonObject) => Promise<GivenArgs> },
): Promise<GivenArgs> {
  const { withEdited } = await import("./edit-json.ts");
  const again = `errand retry --edit ${typeAgain([id])}`;
  const instead = "give the changed flags behind the run";
  return withEdited({ args, host, again, help: "errand retry --help", instead }, read);
}
