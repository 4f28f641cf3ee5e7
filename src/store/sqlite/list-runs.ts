import { ErrandError } from "../../core/errors.ts";
import type { Page, RunFilter, RunPage } from "../history-store.ts";
import type { Connection } from "./connection.ts";
import { number } from "./row.ts";
import { createMatcher, MATCH_COLUMNS } from "./run-matcher.ts";
import type { Span } from "./run-ranges.ts";
import { chooseSource } from "./run-sources.ts";
import { getRun } from "./runs.ts";
import { timeSpan } from "./time-span.ts";

/** How many candidates one call looks at. A search that needs more hands over the page as it is, with a `next`. */
const PATIENCE = 10_000;
const LARGEST_CHUNK = 1_000;

/** A page in the order in which the ledger took the runs in, newest first. */
export function listRuns(connection: Connection, filter: RunFilter, { limit, after }: Page): RunPage {
  const span = spanAfter(timeSpan(connection, filter), after);
  const { seqs, next } = collect(connection, filter, span, limit);
  return { runs: seqs.map((seq) => getRun(connection, seq)), next };
}

function spanAfter(span: Span, after: string | undefined): Span {
  if (after === undefined) return span;
  const cursor = /^\d{1,15}$/.test(after) ? Number(after) : undefined;
  if (cursor === undefined) {
    throw new ErrandError("usage", `the page mark "${after}" is not one that a page ended with`, {
      next: "errand history",
    });
  }
  return { ...span, below: Math.min(span.below, cursor) };
}

interface Collected {
  seqs: number[];
  next: string | null;
}

function collect(connection: Connection, filter: RunFilter, { low, below }: Span, limit: number): Collected {
  const source = chooseSource(connection, filter, { low, below });
  const seqs: number[] = [];
  let looked = 0;
  for (let size = limit + 1; looked < PATIENCE; size = Math.min(size * 4, LARGEST_CHUNK)) {
    const candidates = source({ low, below }, size);
    seqs.push(...prove(connection, filter, candidates));
    if (seqs.length > limit) return { seqs: seqs.slice(0, limit), next: String(seqs[limit - 1]) };
    if (candidates.length < size) return { seqs, next: null };
    looked += candidates.length;
    below = candidates.at(-1) ?? low;
  }
  return { seqs, next: String(below) };
}

function prove(connection: Connection, filter: RunFilter, candidates: number[]): number[] {
  const matches = createMatcher(filter);
  const rows = connection.all(PROVE, { seqs: JSON.stringify(candidates) });
  return rows.filter(matches).map((row) => number(row, "seq"));
}

const PROVE = `select ${MATCH_COLUMNS} from runs where seq in (select value from json_each(:seqs)) order by seq desc`;
