import { EXIT, ErrandError } from "../../core/errors.ts";
import { shortId } from "../../core/ids.ts";
import { parseRate } from "../../core/rate.ts";
import type { Run } from "../../core/run.ts";
import type { Failure, FailureFilter, RetriedBy, RetriedFailure } from "../../store/failure-store.ts";
import type { NewJob } from "../../store/queue-store.ts";
import { explainVerb } from "../explain.ts";
import { readRunnerWords } from "../runner-options.ts";
import type { Leave, Shell } from "../shell.ts";
import { eachPage } from "./each-page.ts";
import { isNarrowed, readFilter } from "./filter.ts";
import { findGroup, findOpenFailure, tooLate } from "./find-failure.ts";
import { findKeyHeld, refuseLoss, retriedAlready } from "./lost-changes.ts";
import { makeRetry, type Changes } from "./make-retry.ts";
import { RetryReport, type PassedOver } from "./retry-report.ts";
import { DEAD_RETRY_ARGS, type DeadRetryOptions } from "./retry-flags.ts";

const VERB = "dead retry";

/** `errand dead retry [flags] RUN [changed command flags]`, or many: a fingerprint, filters, `--all`. */
export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const { options, name, after, help, flags } = await readRunnerWords(argv, DEAD_RETRY_ARGS, VERB, shell);
  const isMany = options.all || isNarrowed(options);
  if (help || (name === undefined && !isMany)) return explainVerb({ verb: VERB, flags, asked: help }, shell);
  shell.configFlags = { config: options.config, database: options.database };
  if (name !== undefined && isMany) throw usage("give a run or filters, not both");
  const app = await shell.app();
  await app.rescue();
  const report = new RetryReport();
  const isKind = name !== undefined && (await findGroup(name, shell)) !== undefined;
  if (name !== undefined && !isKind) await retryOne(name, { argv: after, options, report }, shell);
  else
    await retryMany(
      filterOf(isKind ? name : undefined, { after, options }, shell),
      { options, report },
      shell,
    );
  report.print(options, shell);
  return { code: report.refused.length > 0 ? EXIT.failed : EXIT.ok, now: false };
}

function filterOf(
  fingerprint: string | undefined,
  { after, options }: { after: string[]; options: DeadRetryOptions },
  shell: Shell,
): FailureFilter {
  if (options.edit || after.length > 0) throw usage("args can be changed of one run only: give its id");
  const filter = readFilter(options, { now: shell.host.clock.now(), verb: VERB });
  return fingerprint === undefined ? filter : { ...filter, fingerprint };
}

interface Wish {
  options: DeadRetryOptions;
  report: RetryReport;
}

async function retryOne(
  word: string,
  { argv, options, report }: Wish & { argv: string[] },
  shell: Shell,
): Promise<void> {
  const misplaced = argv.find((one) => OWN_FLAGS.test(one));
  const failure = await findOpenFailure(word, shell);
  const { id, queue, command } = failure.run;
  if (queue === null) {
    const message = `run ${id} of ${command} was no worker's, so no worker can repeat it`;
    throw new ErrandError("not_open", message, { next: `errand retry ${shortId(id)}` });
  }
  const { edit, input } = options;
  const isChanged = edit || argv.length > 0;
  if (failure.retry) {
    if (isChanged) throw retriedAlready(failure.run, failure.retry);
    report.passedOver.push({ run: failure.run, retryId: failure.retry.id });
    return;
  }
  const { now } = await signature(options, shell);
  const place = async (job: NewJob): Promise<void> => {
    const [answer] = await enqueue([{ failure, job }], { options, report }, shell);
    if (answer?.kind === "closed") throw tooLate(failure, now);
    if (answer && isChanged) refuseLoss(failure.run, answer);
  };
  await makeRetry(failure.run, { argv, edit, input, runAfter: now }, shell, place).catch((error: unknown) => {
    throw misplaced === undefined ? error : hintAt(misplaced, word, error);
  });
}

/** A flag of errand's own behind the run is a slip that everybody makes once. */
const OWN_FLAGS = /^--(edit|rate|reason|json|no-input)(=|$)/;

function hintAt(flag: string, run: string, error: unknown): unknown {
  // One that is not open is so with its words in any order.
  if (!(error instanceof ErrandError) || error.code === "not_open") return error;
  const next = `errand dead retry ${flag} ${run}, as errand's own flags stand before the run`;
  return new ErrandError(error.code, error.message, { next, cause: error });
}

async function retryMany(filter: FailureFilter, wish: Wish, shell: Shell): Promise<void> {
  const { store } = await shell.app();
  const { now } = await signature(wish.options, shell);
  const { perMs, count } = parseRate(wish.options.rate ?? "") ?? { perMs: 0, count: 1 };
  let nth = 0;
  await eachPage(store, { filter, before: now }, async (failures) => {
    const retries: Retry[] = [];
    const [retried, idle] = split(failures);
    wish.report.passedOver.push(...retried);
    for (const failure of idle) {
      const runAfter = now + Math.floor((nth * perMs) / count);
      const job = await tryMake(failure.run, { argv: [], edit: false, input: false, runAfter }, wish, shell);
      if (job) retries.push({ failure, job });
      nth += job ? 1 : 0;
    }
    await enqueue(retries, wish, shell);
  });
}

/** Those that are repeated already, and those that nothing repeats. */
function split(failures: Failure[]): [retried: PassedOver[], idle: Failure[]] {
  const retried = failures.flatMap(({ run, retry }) => (retry ? [{ run, retryId: retry.id }] : []));
  return [retried, failures.filter(({ retry }) => retry === null)];
}

/** One that cannot run again stays where it is, and the others go on. */
async function tryMake(
  run: Run,
  changes: Changes,
  { report }: Wish,
  shell: Shell,
): Promise<NewJob | undefined> {
  try {
    return await makeRetry(run, changes, shell, (job) => Promise.resolve(job));
  } catch (error) {
    if (!(error instanceof ErrandError)) throw error;
    report.refused.push({ run, error });
    return undefined;
  }
}

interface Retry {
  failure: Failure;
  job: NewJob;
}

async function enqueue(retries: Retry[], { options, report }: Wish, shell: Shell): Promise<RetriedFailure[]> {
  const { store } = await shell.app();
  const wishes = retries.map(({ failure, job }) => ({ runId: failure.run.id, job }));
  const answers = await store.retryFailures(wishes, await signature(options, shell));
  for (const [index, answer] of answers.entries()) {
    const run = retries[index]?.failure.run;
    if (answer.kind === "retried") {
      const held = run && findKeyHeld(run, answer);
      if (held) report.refused.push({ run, error: held });
      else report.retried.push(answer);
    }
    // Somebody else was quicker.
    if (answer.kind === "retrying" && run) report.passedOver.push({ run, retryId: answer.retry.id });
  }
  return answers;
}

async function signature({ reason }: DeadRetryOptions, shell: Shell): Promise<RetriedBy> {
  const { actor, hostname } = await shell.app();
  return { by: actor, note: reason ?? null, host: hostname, now: shell.host.clock.now() };
}

function usage(message: string): ErrandError {
  return new ErrandError("usage", message, { next: "errand dead retry --help" });
}
