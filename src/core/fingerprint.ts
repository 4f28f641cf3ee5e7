import type { JsonValue } from "./json.ts";
import type { RecordedError } from "./run.ts";

/** Failures of one kind have it in common: command, error and message without what differs each time. 10 hex digits. */
export function fingerprintOf(failure: {
  command: string;
  error: Pick<RecordedError, "name" | "message"> | null;
  reason: string | null;
}): string {
  const { command, error, reason } = failure;
  const said = error?.message ?? reason ?? "";
  return hash([command, error?.name ?? "", normalize(said)].join("\0")).slice(0, 10);
}

/** Only so much of a message tells kinds apart. */
const LONGEST = 400;

/** A message without what differs from one failure to the next: ids, times, numbers, quoted texts, paths, addresses. */
export function normalize(message: string): string {
  return parts()
    .reduce((text, [part, name]) => text.replace(part, name), message.slice(0, 4 * LONGEST))
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST);
}

/** In this order: what is found first may hold what is found later. Not read before something fails: it takes a millisecond. */
const parts = (): readonly (readonly [RegExp, string])[] => [
  [/"[^"\n]*"|`[^`\n]*`|“[^”\n]*”/g, "TEXT"],
  [/(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])/gu, "TEXT"],
  [/\b[a-z][a-z\d+.-]*:\/\/[^\s)>\]]+/gi, "URL"],
  [/[^\s@<>(]+@[^\s@<>)]+\.[a-z]+/gi, "ADDRESS"],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, "ID"],
  [/(?<![\p{L}\p{N}])(?:[A-Za-z]:)?(?:\.{1,2})?(?:[\\/][^\s\\/:'"(),]+){2,}/gu, "PATH"],
  // An id is letters and digits together: both, and so many of them, are no word.
  [/\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{8,}\b/gi, "ID"],
  [/\d+(?:[.,:]\d+)*/g, "N"],
];

/** Args of one value have one key, however their members are ordered. 32 hex digits. */
export function argsKeyOf(args: JsonValue): string {
  return hash(canonical(args)).slice(0, 32);
}

function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`;
}

/** The platform's cryptography is read at the first failure: a run that ends well does not pay for it. */
function hash(text: string): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(text).digest("hex");
}
