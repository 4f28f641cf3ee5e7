import type { Taken } from "../../batch-store.ts";
import type { Claim, Claimed } from "../../work-store.ts";
import { begin } from "../begin.ts";
import type { Connection } from "../connection.ts";
import { underLock } from "../under-lock.ts";
import { claimNext, isAnyThere, tellingEnds } from "./claim.ts";
import { isRated } from "./limits.ts";
import { heedRules } from "./outdated-gates.ts";
import { takePlain } from "./take-plain.ts";

type Wish = Claim & { commands: readonly string[]; mostLosses: number };

/** How many at most go the long way, on which each is judged by itself: those that are held back must have a turn too. */
const JUDGED = 8;

/** How many of them go first while many wait that nothing holds back: those are begun together, at a tenth of the price. */
const FIRST_JUDGED = 2;

/** Claims and begins in one write transaction. Like a claim, it takes the lock only when there is something. */
export function take(connection: Connection, wish: Wish): Taken {
  heedRules(connection, wish.rules);
  if (!isAnyThere(connection, wish)) return { begun: [], paced: [], claimed: [] };
  return tellingEnds(wish, (own) => connection.write(() => takeNext(connection, underLock(own))));
}

function takeNext(connection: Connection, wish: Wish): Taken {
  const { limit = 1 } = wish;
  const taken: Taken = { begun: [], paced: [], claimed: [] };
  const isMany = limit > JUDGED;
  const judged = takeJudged(connection, { ...wish, limit: isMany ? FIRST_JUDGED : limit }, taken);
  if (!isMany) return taken;
  const plain = takePlain(connection, { ...wish, limit: limit - judged });
  taken.begun.push(...plain);
  const left = Math.min(limit - plain.length, JUDGED) - judged;
  if (left > 0) takeJudged(connection, { ...wish, limit: left }, taken);
  return taken;
}

/** How many were claimed. */
function takeJudged(connection: Connection, wish: Wish, taken: Taken): number {
  const wanted = new Set(wish.commands);
  const judged = claimNext(connection, wish, (one) => wanted.has(one));
  for (const one of judged) beginOrKeep(connection, one, { wish, taken });
  return judged.length;
}

function beginOrKeep(
  connection: Connection,
  claimed: Claimed,
  { wish, taken }: { wish: Wish; taken: Taken },
): void {
  const { run, overlap } = claimed;
  if (!mayBegin(claimed, wish)) taken.claimed.push(claimed);
  else if (isRated(run, wish.rules)) taken.paced.push(claimed);
  else {
    const answer = begin(connection, { ...wish, run, overlap });
    if (answer.kind === "started") taken.begun.push(answer.run);
    else taken.claimed.push(claimed);
  }
}

/** The claim has judged its key already, and nobody else has written since. One that lost too many workers lives alone. */
function mayBegin({ run, overlap }: Claimed, { mostLosses }: Wish): boolean {
  return run.scheduleId === null && overlap.policy !== "replace" && run.losses <= mostLosses;
}
