import type { Run } from "../core/run.ts";
import { askToBegin, standInLine, type LineHouse } from "../runner/stand-in-line.ts";
import type { Claimed } from "../store/work-store.ts";
import { asNewRun } from "./as-new-run.ts";
import { tellUnstarted } from "./settle-unstarted.ts";

/** Starts a claimed run when its overlap policy allows. Null: it will not start any more, or `stopping` aborted first. */
export async function admit(
  { run, overlap }: Claimed,
  house: LineHouse,
  stopping: AbortSignal,
): Promise<Run | null> {
  if (stopping.aborted) return null;
  const wish = { run: asNewRun(run), overlap };
  const first = await askToBegin(wish, house);
  const answer = first.kind === "held" ? await standInLine(wish, first, { ...house, stopping }) : first;
  if (answer.kind === "started") return answer.run;
  if (answer.kind !== "held") tellUnstarted(answer.run, house.events);
  return null;
}
