import type { RunFilter } from "../history-store.ts";
import { CUT_MARK, fold } from "./texts.ts";
import { every, holding, some, type Query } from "./trigrams.ts";

/** Documents that may hold the text as a person types it, or as JSON spells it: `say "hi"` is `say \"hi\"` in args. */
export function searchQuery(search: string | undefined): Query {
  if (search === undefined) return undefined;
  return some(spellings(search).map(holding));
}

/** The forms in which a search text can stand in a document. */
export function spellings(search: string): string[] {
  const inJson = JSON.stringify(search).slice(1, -1);
  return [...new Set([fold(search), fold(inJson)])];
}

/** Documents whose args may have these members, and those whose args were too long to be listed whole. */
export function argsQuery(args: NonNullable<RunFilter["args"]>): Query {
  const members = every(args.map(memberQuery));
  return members === undefined ? undefined : some([members, holding(CUT_MARK)]);
}

function memberQuery({ path, value }: { path: string; value: string }): Query {
  // A step that is a number may be a place in an array, which is written nowhere.
  const keys = path.split(".").filter((step) => !/^\d+$/.test(step));
  const written = some([asString(value), ...(SCALAR.test(value) ? asScalar(value) : [])]);
  return every([...keys.map((key) => holding(fold(`${JSON.stringify(key)}:`))), written]);
}

const SCALAR = /^(?:true|false|null|-?\d.*)$/;

function asString(value: string): Query {
  return holding(fold(JSON.stringify(value)));
}

/** A number of one digit is no trigram, but with what stands before and behind it in JSON it is. */
function asScalar(value: string): Query[] {
  return [":", "[", ","].flatMap((before) =>
    [",", "}", "]"].map((behind) => holding(fold(before + value + behind))),
  );
}
