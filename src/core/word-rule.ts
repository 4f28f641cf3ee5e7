import type { z } from "zod";

/** What an issue says is legal, as the end of a sentence: `must be a number`. A schema's own message wins. */
export function wordRule(issue: z.core.$ZodIssue): string {
  if (!isStock(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values)}`;
    case "too_small":
      return `must ${boundary(issue.origin, "at least", "more than", issue.inclusive)} ${amount(issue.minimum, issue.origin)}`;
    case "too_big":
      return `must ${boundary(issue.origin, "at most", "less than", issue.inclusive)} ${amount(issue.maximum, issue.origin)}`;
    case "invalid_format":
      return wordFormat(issue.format, "pattern" in issue ? issue.pattern : undefined);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `has members that are not known: ${issue.keys.join(", ")}`;
    case "invalid_union":
      return "does not fit any of the forms it may have";
    default:
      return "is not valid";
  }
}

/** zod's own messages describe the type; what they say is said here in the words of a command line. */
function isStock(message: string): boolean {
  return /^(Invalid|Too (small|big)|Unrecognized)\b/.test(message);
}

const NOUNS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
  null: "null",
  nonoptional: "given",
};

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(", ")}`;
}

function boundary(origin: string, inclusiveWords: string, strictWords: string, inclusive = true): string {
  const words = inclusive ? inclusiveWords : strictWords;
  return COUNTED[origin] === undefined ? `be ${words}` : `have ${words}`;
}

const COUNTED: Readonly<Record<string, string>> = {
  string: "character",
  array: "value",
  set: "value",
  object: "member",
};

function amount(limit: number | bigint, origin: string): string {
  if (origin === "date") return new Date(Number(limit)).toISOString();
  const noun = COUNTED[origin];
  return noun === undefined ? String(limit) : `${limit} ${noun}${Number(limit) === 1 ? "" : "s"}`;
}

const FORMATS: Readonly<Record<string, string>> = {
  email: "an e-mail address",
  url: "a URL",
  uuid: "a UUID",
  date: "a date such as 2026-12-01",
  datetime: "a date and time such as 2026-12-01T09:00:00Z",
  time: "a time such as 09:00:00",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  starts_with: "text with the right beginning",
  ends_with: "text with the right end",
};

function wordFormat(format: string, pattern: string | undefined): string {
  const known = FORMATS[format];
  if (known !== undefined) return `must be ${known}`;
  return format === "regex" && pattern !== undefined
    ? `must match ${pattern}`
    : `must be a valid ${format.replaceAll("_", " ")}`;
}
