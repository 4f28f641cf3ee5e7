import { styleText } from "node:util";
import { shortId } from "../core/ids.ts";
import type { Run, RunState } from "../core/run.ts";
import type { Member } from "../store/workflow-store.ts";
import { stopperOf } from "../core/stopped.ts";
import { durationMs, iso } from "../core/run-json.ts";
import { plainWord, stateWord, tookWord } from "./words.ts";

/** More than a person looks through. */
const MOST_LINES = 200;

const MARKS: Record<RunState, string> = {
  queued: "○",
  running: "●",
  succeeded: "✔",
  failed: "✖",
  timed_out: "✖",
  cancelled: "■",
  lost: "✖",
  interrupted: "■",
  skipped: "–",
};

/** The runs of a workflow as a tree, each below the one before it; `shown` is the run that was asked for. */
export function workflowTree(members: readonly Member[], shown: string, now: number): string[] {
  const ids = new Set(members.map(({ run }) => run.id));
  const below = Map.groupBy(members, ({ run }) =>
    run.parentId !== null && ids.has(run.parentId) ? run.parentId : "",
  );
  const lines = branches(below, "", { shown, now, idOf: idsOf(members) });
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `… and ${more} more`] : lines;
}

interface Look {
  shown: string;
  now: number;
  idOf: (run: Run) => string;
}

/** Runs that were written down in one millisecond differ behind what is usually shown. */
function idsOf(members: readonly Member[]): Look["idOf"] {
  const isDistinct = new Set(members.map(({ run }) => shortId(run.id))).size === members.length;
  return ({ id }) => (isDistinct ? shortId(id) : id);
}

function branches(below: ReadonlyMap<string, Member[]>, parentId: string, look: Look): string[] {
  const members = below.get(parentId) ?? [];
  return members.flatMap((one, index) => {
    const [fork, stem] =
      parentId === "" ? ["", ""] : index === members.length - 1 ? ["└─ ", "   "] : ["├─ ", "│  "];
    const rest = branches(below, one.run.id, look).map((text) => stem + text);
    return [fork + memberLine(one, look), ...rest];
  });
}

function memberLine({ run, needs }: Member, { shown, now, idOf }: Look): string {
  const took = tookWord(run, now);
  return [
    MARKS[run.state],
    idOf(run),
    plainWord(run.command),
    stateWord(run.state),
    ...(took === "-" ? [] : [took]),
    ...(run.trigger === "retry" ? ["(retry)"] : []),
    ...(needs.length > 1 ? [`(after ${needs.length})`] : []),
    ...waitWord(run),
    ...(run.id === shown ? [styleText("dim", "← this run")] : []),
  ].join(" ");
}

/** What one that is queued waits for; the tree shows which run. */
function waitWord({ state, reason, runAfter }: Run): string[] {
  if (state !== "queued" || reason === null) return [];
  if (stopperOf(reason) !== undefined) return [styleText("red", "(stopped)")];
  return runAfter === null ? ["(waits)"] : [plainWord(reason)];
}

/** What `--json` tells of each run of a workflow. */
export function memberJson({ run, needs }: Member) {
  return {
    id: run.id,
    command: run.command,
    trigger: run.trigger,
    state: run.state,
    reason: run.reason,
    parentId: run.parentId,
    needs,
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
    durationMs: durationMs(run),
  };
}
