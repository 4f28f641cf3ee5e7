import { hostname } from "node:os";
import { problemsError, type ArgProblem } from "../../command/arg-problem.ts";
import { describeArgs } from "../../command/describe-args.ts";
import { resolveCommand } from "../../command/discover.ts";
import type { LoadedCommand } from "../../command/define.ts";
import { flagName } from "../../command/flag-name.ts";
import { loadCommand } from "../../command/load.ts";
import { parseFlags } from "../../command/parse-flags.ts";
import { parseDuration } from "../../core/duration.ts";
import { ErrandError, EXIT } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Run } from "../../core/run.ts";
import { checkOptions } from "../../queue/check-options.ts";
import type { JobOptions } from "../../queue/job-options.ts";
import { judgeArgs } from "../../queue/judge-args.ts";
import { flagsOf } from "../../queue/known-flags.ts";
import { makeJob } from "../../queue/make-job.ts";
import type { Enqueued } from "../../store/queue-store.ts";
import { parentOf } from "../parent-run.ts";
import { parseTime } from "../parse-time.ts";
import { runJson } from "../../core/run-json.ts";
import type { Leave, Shell } from "../shell.ts";
import { ownFlags, ownFlagsOf, withoutGuess, wordsBeside } from "../own-flags.ts";
import { typeAgain } from "../type-again.ts";
import { withoutSecrets } from "../without-secrets.ts";
import { clockWord, plainState, plainWord } from "../words.ts";
import { ENQUEUE_ARGS, type EnqueueFlags } from "./flags.ts";
import { warnOfRest } from "./warn-of-rest.ts";

export interface EnqueueCall {
  name: string;
  /** The words behind the name. */
  argv: string[];
  options: EnqueueFlags;
}

/** Writes a run of a command down for a worker, and says what to type next. */
export async function enqueueCommand({ name, argv, options }: EnqueueCall, shell: Shell): Promise<Leave> {
  const [config, jobOptions] = [await shell.config(), readOptions(options, shell.host.clock.now())];
  const command = await loadCommand(resolveCommand(config, name, "enqueue"), config);
  const args = await judgeArgs(command, await readWords(command, argv, shell));
  const { store, actor } = await shell.app();
  const now = shell.host.clock.now();
  const parentId = await parentOf(shell);
  const job = makeJob({ command, args, options: jobOptions, actor, now, trigger: "queue", parentId }, config);
  const [enqueued] = await store.enqueue([job], { host: hostname(), now });
  const run = enqueued && (await store.findRun(enqueued.runId));
  if (!run)
    throw new ErrandError("unknown_run", `the run of ${name} is gone already`, { next: "errand history" });
  if (options.json) shell.printJson({ kind: enqueued.kind, run: runJson(run) });
  else shell.tell(plainWord(describe(enqueued.kind, run, now)));
  await warnOfRest(run, shell);
  return { code: EXIT.ok, now: false };
}

async function readWords(command: LoadedCommand, argv: string[], { host }: Shell): Promise<JsonObject> {
  const sources = { stdin: () => host.stdin, cwd: host.cwd };
  const { input, problems } = await parseFlags(argv, [...flagsOf(command)], sources);
  if (problems.length > 0) throw refusal(problems, argv, command);
  return input;
}

/** A flag of errand's own behind the name is a slip that everybody makes once: the next command puts it right. */
function refusal(
  problems: readonly ArgProblem[],
  argv: readonly string[],
  command: LoadedCommand,
): ErrandError {
  const flags = flagsOf(command);
  const words = ownFlags(argv, ownFlagsOf(describeArgs(ENQUEUE_ARGS, { file: "errand enqueue" })), flags);
  if (words.length === 0) return problemsError(problems, { next: `errand enqueue ${command.name} --help` });
  const again = typeAgain([...words, command.name, ...withoutSecrets(wordsBeside(argv, words), flags)]);
  return problemsError(problems.map(withoutGuess), {
    next: `errand enqueue ${again}, as enqueue's flags stand before the name`,
  });
}

function readOptions(flags: EnqueueFlags, now: number): JobOptions {
  const given = Object.entries(flags).filter(([key, value]) => !OF_THE_CALL.has(key) && value !== undefined);
  const runAt = flags.at === undefined ? {} : { runAt: readTime(flags.at, now) };
  return checkOptions({ ...Object.fromEntries(given), ...runAt, tags: flags.tag }, { nameOf, next: NEXT });
}

/** Flags that applications have other words for, or none. */
const OF_THE_CALL: ReadonlySet<string> = new Set(["at", "tag", "json", "config", "database"]);

const NEXT = "errand enqueue --help";

function nameOf(key: string): string {
  return key === "runAt" ? "--at" : key === "tags" ? "--tag" : `--${flagName([key])}`;
}

/** A duration would count back from now; one that counts ahead is a delay. */
function readTime(text: string, now: number): Date {
  const time = parseDuration(text) === undefined ? parseTime(text, now) : undefined;
  if (time !== undefined && time > now) return new Date(time);
  const rule = "a time to come such as 18:30, 2026-12-01T08:00 or 2026-12-01T08:00Z, or give --delay 2h";
  throw new ErrandError("usage", `--at ${JSON.stringify(text)} must be ${rule}`, { next: NEXT });
}

function describe(kind: Enqueued["kind"], run: Run, now: number): string {
  const { id, command, queue, runAfter, state } = run;
  const next = `Next: errand ${state === "running" ? "logs -f" : "show"} ${shortId(id)}`;
  if (kind === "queued") {
    const when = runAfter !== null && runAfter > now ? `, not before ${clockWord(runAfter, now)}` : "";
    return `run ${id} of ${command} waits in queue ${queue ?? ""}${when}. Next: errand logs -f ${shortId(id)}`;
  }
  const why = kind === "deduplicated" ? "a live run has that dedupe key" : "that idempotency key was used";
  return `nothing was enqueued, ${why}: run ${id} of ${command}, ${plainState(state)}. ${next}`;
}
