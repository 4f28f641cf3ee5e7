import type { Failure, FailureGroup } from "../../store/failure-store.ts";
import { iso, runJson } from "../../core/run-json.ts";

export function groupJson({ fingerprint, command, count, firstAt, lastAt, example, retries }: FailureGroup) {
  return {
    fingerprint,
    command,
    count,
    firstAt: iso(firstAt),
    lastAt: iso(lastAt),
    example: runJson(example),
    retries,
  };
}

/** What the inbox knows of a run; null when nobody had to be told of it. */
export function failureJson(failure: Failure | undefined) {
  if (!failure) return null;
  const { fingerprint, openedAt, closed, retry } = failure;
  return { fingerprint, openedAt: iso(openedAt), closed: closed && { ...closed, at: iso(closed.at) }, retry };
}
