import type { Run } from "../../core/run.ts";
import type { Connection } from "./connection.ts";
import { listGroups } from "./run-groups.ts";
import { newestIn, ofGroup } from "./run-ranges.ts";
import { getRun } from "./runs.ts";
import { WHOLE_LEDGER } from "./time-span.ts";

/** The newest run of each command, by the commands' names: the newest of each of its groups, and of those the newest. */
export function latestRuns(connection: Connection): Run[] {
  const newest = new Map<string, number>();
  for (const group of listGroups(connection)) {
    const [seq = 0] = newestIn(connection, ofGroup(group), WHOLE_LEDGER, 1);
    newest.set(group.command, Math.max(seq, newest.get(group.command) ?? 0));
  }
  return [...newest.values()].map((seq) => getRun(connection, seq));
}
