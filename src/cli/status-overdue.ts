import prettyMs from "pretty-ms";
import { KnownWishes } from "../notify/known-wishes.ts";
import { readOverdue } from "../notify/teller.ts";
import type { Silence } from "../core/notice.ts";
import { iso } from "../core/run-json.ts";
import type { Shell } from "./shell.ts";
import { agoWord } from "./words.ts";

/** Commands that should have succeeded by now. A look at them registers nothing: their time counts for who tells. */
export async function findOverdue(shell: Shell): Promise<Silence[]> {
  const [{ store }, config] = [await shell.app(), await shell.config()];
  const { clock } = shell.host;
  return readOverdue(await new KnownWishes(clock).expected(config), { store, clock });
}

export function overdueLine({ command, since, succeeded, withinMs }: Silence, now: number): string {
  const every = `expected every ${prettyMs(withinMs)}`;
  return succeeded
    ? `${command} last succeeded ${agoWord(since, now)}, ${every}`
    : `${command} never succeeded, ${every} since ${agoWord(since, now)}`;
}

export function overdueJson({ command, since, succeeded, withinMs }: Silence) {
  const lastSuccessAt = succeeded ? iso(since) : null;
  return { command, lastSuccessAt, since: iso(since), withinMs };
}
