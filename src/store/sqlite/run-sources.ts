import type { RunFilter } from "../history-store.ts";
import type { Connection } from "./connection.ts";
import { number } from "./row.ts";
import { listGroups } from "./run-groups.ts";
import { countIn, isWanted, newestIn, ofGroup, rangesOf, type RunRange, type Span } from "./run-ranges.ts";
import { argsQuery, searchQuery } from "./text-query.ts";
import { fold } from "./texts.ts";
import { every, type Query } from "./trigrams.ts";

/** Hands out the newest `count` candidates of a span, newest first. Every run that the filter means is one. */
export type Source = (span: Span, count: number) => number[];

/** Up to so many runs are looked at one by one rather than looked for in the trigram index. */
const FEW = 5_000;

/**
 * Where the candidates of a filter come from. Texts are looked up in the trigram index unless the other conditions
 * leave only a few runs, or the text is too short to have a trigram: then those runs are read one by one.
 */
export function chooseSource(connection: Connection, filter: RunFilter, span: Span): Source {
  if (filter.tag !== undefined) return tagged(connection, filter.tag);
  const ranges = rangesOf(connection, filter);
  const query = every([argsQuery(filter.args ?? []), searchQuery(filter.search)]);
  if (query === undefined || areFew(connection, ranges, span)) return fromRanges(connection, ranges);
  return fromTexts(connection, filter);
}

/** All tags stand in the order of their runs: few runs have any, and the newest are wanted. */
function tagged(connection: Connection, tag: string): Source {
  return ({ low, below }, count) =>
    connection.all(TAGGED, { tag, low, below, count }).map((row) => number(row, "run"));
}

const TAGGED = `select distinct run from run_tags
  where tag = :tag and run >= :low and run < :below order by run desc limit :count`;

function areFew(connection: Connection, ranges: RunRange[], span: Span): boolean {
  let count = 0;
  return ranges.every((range) => (count += countIn(connection, range, span, FEW)) < FEW);
}

function fromRanges(connection: Connection, ranges: RunRange[]): Source {
  return union(ranges.map((range) => (span, count) => newestIn(connection, range, span, count)));
}

/** A search is met by a text or by the name of a command; args are met by a text alone. */
function fromTexts(connection: Connection, filter: RunFilter): Source {
  const args = argsQuery(filter.args ?? []);
  const search = searchQuery(filter.search);
  if (filter.search === undefined || search === undefined || args !== undefined)
    return matching(connection, args ?? search);
  return union([
    matching(connection, search),
    fromRanges(connection, rangesOfNames(connection, filter, filter.search)),
  ]);
}

function rangesOfNames(connection: Connection, filter: RunFilter, search: string): RunRange[] {
  return listGroups(connection, filter.command)
    .filter((group) => fold(group.command).includes(fold(search)) && isWanted(group, filter))
    .map(ofGroup);
}

function matching(connection: Connection, query: Query): Source {
  return ({ low, below }, count) => {
    // A run has two documents at most, so twice the rows hold the runs that are wanted.
    const rows = connection.all(MATCHING, {
      query: query ?? "",
      from: low * 2,
      to: below * 2,
      most: count * 2,
    });
    const seqs = rows.map((row) => Math.floor(number(row, "rowid") / 2));
    return [...new Set(seqs)].slice(0, count);
  };
}

const MATCHING = `select rowid from texts
  where texts match :query and rowid >= :from and rowid < :to order by rowid desc limit :most`;

function union(sources: Source[]): Source {
  const [only] = sources;
  if (only && sources.length === 1) return only;
  return (span, count) => {
    const seqs = new Set(sources.flatMap((source) => source(span, count)));
    return [...seqs].sort((a, b) => b - a).slice(0, count);
  };
}
