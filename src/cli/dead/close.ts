import type { Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import type { ClosedBy, ClosedFailure, FailureFilter, LiveRetry } from "../../store/failure-store.ts";
import { reasonOption } from "../check-option.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { typeAgain, without } from "../type-again.ts";
import { eachPage } from "./each-page.ts";
import { addFilterFlags, isNarrowed, readFilter, type FilterOptions } from "./filter.ts";
import { findGroup, findOpenFailure, tooLate } from "./find-failure.ts";
import { noteStillRetried } from "./note-still-retried.ts";

interface CloseOptions extends FilterOptions {
  all?: boolean;
  reason?: string;
  json?: boolean;
}

/** A verb that closes failures without running anything again. */
interface CloseVerb {
  verb: "ack" | "discard";
  how: Extract<ClosedBy["how"], "acknowledged" | "discarded">;
  /** Whoever gives work up says why. */
  needsReason: boolean;
}

export function defineClose(command: Command, verb: CloseVerb, shell: Shell): void {
  addProjectFlags(addFilterFlags(command.argument("[what]", "a run, or a fingerprint of dead list")), shell)
    .option("--all", "all dead letters")
    .option(
      "--reason <text>",
      verb.needsReason ? "required: why" : "why, for whoever wonders",
      verb.needsReason ? (text) => text : reasonOption,
    )
    .option("--json", "the ids of the runs, as JSON")
    .action(
      shell.act((word: string | undefined, options: CloseOptions) => close(word, { options, verb }, shell)),
    );
}

interface Wish {
  options: CloseOptions;
  verb: CloseVerb;
}

async function close(word: string | undefined, wish: Wish, shell: Shell): Promise<void> {
  const { options, verb } = wish;
  refuseUnclear(word, wish);
  refuseUnexplained(wish, shell);
  const app = await shell.app();
  await app.rescue();
  const closed = await (word === undefined
    ? closeMany(filterOf(wish, shell), wish, shell)
    : closeNamed(word, wish, shell));
  noteStillRetried(
    closed.flatMap(({ retry }) => retry ?? []),
    shell,
  );
  const ids = closed.map(({ runId }) => runId);
  const [cancelled, stopped] = [sumOf(closed, "cancelled"), sumOf(closed, "stopped")];
  if (options.json === true) {
    shell.printJson({ [verb.how]: ids, ...(verb.how === "discarded" ? { cancelled } : { stopped }) });
    return;
  }
  const count = ids.length === 1 ? `run ${ids[0] ?? ""} is` : `${ids.length} failures are`;
  const rest = wordCancelled(cancelled, ids.length) + wordStopped(stopped, ids.length);
  shell.tell(`${count} ${verb.how}${rest}. Next: ${nextOf(ids, stopped)}`);
}

function sumOf(closed: readonly ClosedFailure[], count: "cancelled" | "stopped"): number {
  return closed.reduce((sum, one) => sum + one[count], 0);
}

/** Runs of a workflow wait for others, and not one of them would ever start. */
function wordCancelled(count: number, discarded: number): string {
  if (count === 0) return "";
  const them = discarded === 1 ? "it" : "them";
  return count === 1
    ? `, and 1 run that waited for ${them} is cancelled`
    : `, and ${count} runs that waited for ${them} are cancelled`;
}

/** No inbox has what stops them any more, so here it is said. */
function wordStopped(count: number, acknowledged: number): string {
  if (count === 0) return "";
  const them = acknowledged === 1 ? "it" : "them";
  const stay =
    count === 1 ? `1 run that waits for ${them} stays` : `${count} runs that wait for ${them} stay`;
  const how = ": errand retry RUN of what failed resumes them, errand cancel --all RUN ends them";
  return `, and ${stay} stopped${acknowledged === 1 ? "" : how}`;
}

function nextOf([id = "", ...more]: string[], stopped: number): string {
  if (stopped === 0) return "errand dead list";
  return more.length > 0 ? "errand status" : `errand retry ${id}   errand cancel --all ${id}`;
}

function refuseUnclear(word: string | undefined, { options, verb }: Wish): void {
  const isMany = options.all === true || isNarrowed(options) || options.inbox === true;
  if ((word === undefined) === isMany) return;
  const message =
    word === undefined
      ? `errand dead ${verb.verb} needs to know what: a run, a fingerprint, filters or --all`
      : `give a run or filters, not both`;
  throw new ErrandError("usage", message, { next: "errand dead list" });
}

function refuseUnexplained({ options, verb }: Wish, { host }: Shell): void {
  if (!verb.needsReason || (options.reason ?? "") !== "") return;
  throw new ErrandError("usage", `errand dead ${verb.verb} needs a --reason, for whoever looks later`, {
    next: `errand ${typeAgain(without("--reason", host.argv))} --reason TEXT`,
  });
}

function filterOf({ options, verb }: Wish, { host }: Shell): FailureFilter {
  return readFilter(options, { now: host.clock.now(), verb: `dead ${verb.verb}` });
}

interface Closed extends ClosedFailure {
  /** What repeats it as it is closed, and goes on. */
  retry: LiveRetry | null;
}

async function closeNamed(word: string, wish: Wish, shell: Shell): Promise<Closed[]> {
  if (await findGroup(word, shell)) return closeMany({ fingerprint: word }, wish, shell);
  const failure = await findOpenFailure(word, shell);
  const { store } = await shell.app();
  const [closed] = await store.closeFailures([failure.run.id], await signature(wish, shell));
  if (closed?.isClosed !== true) throw tooLate(failure, shell.host.clock.now());
  return [{ ...closed, retry: failure.retry }];
}

async function closeMany(filter: FailureFilter, wish: Wish, shell: Shell): Promise<Closed[]> {
  const { store } = await shell.app();
  const by = await signature(wish, shell);
  const closed: Closed[] = [];
  await eachPage(store, { filter, before: by.now }, async (failures) => {
    const answers = await store.closeFailures(
      failures.map(({ run }) => run.id),
      by,
    );
    const told = answers.map((answer, index) => ({ ...answer, retry: failures[index]?.retry ?? null }));
    closed.push(...told.filter(({ isClosed }) => isClosed));
  });
  return closed;
}

async function signature({ options, verb }: Wish, shell: Shell): Promise<ClosedBy> {
  const { actor, hostname } = await shell.app();
  return {
    how: verb.how,
    by: actor,
    note: options.reason ?? null,
    host: hostname,
    now: shell.host.clock.now(),
  };
}
