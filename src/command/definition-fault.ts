import { DURATION_HELP, LIMIT_HELP } from "../core/duration.ts";
import { HOOKS } from "../core/hook.ts";
import { OVERLAP_POLICIES } from "../core/policy.ts";
import { quote } from "../core/quote.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import type { DefinedCommand } from "./define.ts";
import { isObject } from "./arg-path.ts";
import { isDurationText, isFunction, isLimitText, isText, optional, type Rule } from "./definition-rule.ts";
import { defOf } from "./schema-layers.ts";
import { findWorkFault, WORK_RULES } from "./work-fault.ts";

/** What is wrong with a definition, which plain JavaScript may have filled with anything; undefined when nothing is. */
export function findDefinitionFault(definition: DefinedCommand): string | undefined {
  const given: Record<string, unknown> = { ...definition };
  for (const [key, rule] of Object.entries(RULES)) {
    if (!rule.fits(given[key])) return `${key} ${quote(given[key])} must be ${rule.legal}`;
  }
  return findWorkFault(given) ?? findUnknownKey(given);
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isOverlap = (value: unknown): boolean => OVERLAP_POLICIES.some((policy) => policy === value);

const RULES: Readonly<Record<string, Rule>> = {
  summary: {
    legal: "one line of text",
    fits: (value) => typeof value === "string" && /^.*\S.*$/.test(value),
  },
  run: { legal: "a function", fits: isFunction },
  description: optional({ legal: "text", fits: isText }),
  args: optional({ legal: "a zod 4 object: z.object({ … })", fits: isObjectSchema }),
  positional: optional({ legal: "a list of members of args", fits: isTexts }),
  examples: optional({ legal: "a list of texts", fits: isTexts }),
  overlap: optional({ legal: `one of ${OVERLAP_POLICIES.join(", ")}`, fits: isOverlap }),
  overlapKey: optional({ legal: "a function of args", fits: isFunction }),
  timeout: optional({ legal: `${LIMIT_HELP}: leave it out for the usual one`, fits: isLimitText }),
  killAfter: optional({ legal: DURATION_HELP, fits: isDurationText }),
  expectEvery: optional({ legal: LIMIT_HELP, fits: isLimitText }),
  ...WORK_RULES,
  ...Object.fromEntries(HOOKS.map((name) => [name, optional({ legal: "a function", fits: isFunction })])),
  schedule: optional({
    legal: 'an object such as { cron: "0 8 * * *" }, or a list of them',
    fits: isSchedule,
  }),
};

/** What each says is judged by itself: a wrong rule must not keep the command from being run by hand. */
function isSchedule(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isObject) : isObject(value);
}

/** A schema of zod 3 has no `_zod`. */
function isObjectSchema(value: unknown): boolean {
  return isZod4(value) && defOf(value).type === "object";
}

function isZod4(value: unknown): value is Parameters<typeof defOf>[0] {
  return typeof value === "object" && value !== null && "_zod" in value;
}

/** A mistyped `timeOut` would mean: no limit. */
function findUnknownKey(given: Record<string, unknown>): string | undefined {
  const known = Object.keys(RULES);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return undefined;
  const meant = didYouMean(unknown, known);
  return `defineCommand knows no ${quote(unknown)}; ${meant === undefined ? `keys are ${known.join(", ")}` : `did you mean ${quote(meant)}?`}`;
}
