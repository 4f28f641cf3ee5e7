import type { z } from "zod";
import { DURATION_HELP } from "../core/duration.ts";
import { valueAt } from "./arg-path.ts";
import { quote } from "../core/quote.ts";
import { invalid, type ArgProblem } from "./arg-problem.ts";
import { INEXACT, isInexact } from "./coerce-text.ts";
import { DATE_HELP } from "./decode-args.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import { flagName } from "./flag-name.ts";
import { wordRule } from "../core/word-rule.ts";

/** What wording an issue needs to know of the args it is about. */
export interface IssueContext {
  /** As given, before dates and bigints were decoded. */
  input: unknown;
  flags: readonly FlagDescriptor[];
  /** Flags whose value came from the environment. */
  fromEnvironment: ReadonlySet<FlagDescriptor>;
  /** Texts that no message may hold. */
  secrets: readonly string[];
}

/** One zod issue for people: the flag, the value unless it is secret, and the rule. */
export function wordIssue(issue: z.core.$ZodIssue, context: IssueContext): ArgProblem {
  const flag = context.flags.find(({ path }) => path.every((key, at) => issue.path[at] === key)) ?? null;
  const value = valueAt(context.input, issue.path);
  const name = nameOf(issue.path, flag, context);
  if (value === undefined && isAbsence(issue))
    return { kind: "missing", message: `${name} is required`, flag };
  const rule = ruleFor(issue, flag, value) + (wantsJson(issue, value) ? " in JSON" : "");
  const echo = flag === null || flag.secret || value === undefined ? "" : ` ${quote(value)}`;
  const link = /^(must|is|needs|does|can|has) /.test(rule) ? " " : ": ";
  return invalid(name + hideSecrets(`${echo}${link}${rule}`, context.secrets), flag);
}

function isAbsence({ code }: z.core.$ZodIssue): boolean {
  return code === "invalid_type" || code === "invalid_value" || code === "invalid_union";
}

/** Text that was typed where only JSON can say what is wanted. */
function wantsJson(issue: z.core.$ZodIssue, value: unknown): boolean {
  const structures = ["array", "tuple", "object", "record"];
  return issue.code === "invalid_type" && typeof value === "string" && structures.includes(issue.expected);
}

/** The kinds whose legal values take a sentence are worded by the flag, all else by the issue. */
function ruleFor(issue: z.core.$ZodIssue, flag: FlagDescriptor | null, value: unknown): string {
  if (issue.code === "invalid_type" && isNumeric(flag) && isInexact(String(value))) return INEXACT;
  if (issue.code === "invalid_type" && flag?.kind === "duration") return `must be ${DURATION_HELP}`;
  if (issue.code === "invalid_type" && flag?.kind === "integer") return "must be a whole number";
  if (issue.code === "invalid_type" && issue.expected === "date") return `must be ${DATE_HELP}`;
  if (flag?.choices && (issue.code === "invalid_union" || issue.code === "invalid_value")) {
    return `must be one of ${flag.choices.join(", ")}`;
  }
  return wordRule(issue);
}

function isNumeric(flag: FlagDescriptor | null): boolean {
  return flag?.kind === "number" || flag?.kind === "integer";
}

/** `--tag`, `--smtp-host (from SMTP_HOST)`, `--rules, at [2].name,`. */
function nameOf(
  path: readonly PropertyKey[],
  flag: FlagDescriptor | null,
  { fromEnvironment }: IssueContext,
): string {
  const keys = path.map(String);
  if (!flag) return keys.length === 0 ? "the args" : `--${flagName(keys)}`;
  const source = fromEnvironment.has(flag) ? ` (from ${flag.env ?? ""})` : "";
  const inside = keys.slice(flag.path.length);
  return `--${flag.flag}${source}${inside.length === 0 || flag.array ? "" : `, at ${inside.join(".")},`}`;
}

function hideSecrets(message: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
}
