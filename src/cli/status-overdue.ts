import prettyMs from "pretty-ms";
import { KnownWishes } from "../notify/known-wishes.ts";
import { readSilences, type Overdue } from "../notify/teller.ts";
import { iso } from "../core/run-json.ts";
import type { Shell } from "./shell.ts";
import { agoWord } from "./words.ts";

/** Commands that should have succeeded by now. */
export async function readOverdue(shell: Shell): Promise<Overdue[]> {
  const [{ store }, config] = [await shell.app(), await shell.config()];
  const { clock } = shell.host;
  return readSilences(await new KnownWishes(clock).expected(config), { store, clock });
}

export function overdueLine({ command, since, succeeded, expectation }: Overdue, now: number): string {
  const every = `expected every ${prettyMs(expectation.withinMs)}`;
  return succeeded
    ? `${command} last succeeded ${agoWord(since, now)}, ${every}`
    : `${command} never succeeded, ${every} since ${agoWord(since, now)}`;
}

export function overdueJson({ command, since, succeeded, expectation }: Overdue) {
  const lastSuccessAt = succeeded ? iso(since) : null;
  return { command, lastSuccessAt, since: iso(since), withinMs: expectation.withinMs };
}
