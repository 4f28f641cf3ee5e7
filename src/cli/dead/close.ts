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
  const cancelled = closed.reduce((sum, one) => sum + one.cancelled, 0);
  if (options.json === true) {
    shell.printJson({ [verb.how]: ids, ...(verb.how === "discarded" && { cancelled }) });
    return;
  }
  const count = ids.length === 1 ? `run ${ids[0] ?? ""} is` : `${ids.length} failures are`;
  shell.tell(`${count} ${verb.how}${wordCancelled(cancelled, ids.length)}. Next: errand dead list`);
}

/** Runs of a workflow wait for others, and not one of them would ever start. */
function wordCancelled(count: number, discarded: number): string {
  if (count === 0) return "";
  const them = discarded === 1 ? "it" : "them";
  return count === 1
    ? `, and 1 run that waited for ${them} is cancelled`
    : `, and ${count} runs that waited for ${them} are cancelled`;
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
