import { LEAST_MEMORY, MEMORY_HELP, parseBytes } from "../core/byte-size.ts";
import { DEFAULT_BACKOFF } from "../core/backoff.ts";
import { LIMIT_HELP, parseDuration } from "../core/duration.ts";
import { ISOLATIONS, PRIORITY } from "../core/queue.ts";
import { isQueueName, QUEUE_HELP } from "../core/queue-name.ts";
import { quote } from "../core/quote.ts";
import { parseRate, RATE_HELP } from "../core/rate.ts";
import { isObject } from "./arg-path.ts";
import {
  isDurationText,
  isFunction,
  isLimitText,
  isWholeNumber,
  optional,
  type Rule,
} from "./definition-rule.ts";
import type { BackoffOptions } from "./work-options.ts";

/** Most attempts, and most runs at once, that anybody can mean. */
const MOST = 10_000;

const isCount = (value: unknown): boolean => isWholeNumber(value, { from: 1, to: MOST });
const isRate = (value: unknown): boolean => typeof value === "string" && parseRate(value) !== undefined;
const isMemory = (value: unknown): boolean =>
  typeof value === "string" && (parseBytes(value) ?? 0) >= LEAST_MEMORY;
const isWord = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";
const isFailureCode = (value: unknown): boolean => isWholeNumber(value, { from: 1, to: 255 });
const isMatch = (value: unknown): boolean => isFunction(value) || isWord(value) || isFailureCode(value);
const isMatches = (value: unknown): boolean => (Array.isArray(value) ? value.every(isMatch) : isMatch(value));
const isIsolation = (value: unknown): boolean => ISOLATIONS.some((one) => one === value);

const COUNT_HELP = `a whole number from 1 to ${MOST}`;
const MATCH_HELP = "error classes, error codes or names, or exit codes from 1 to 255";

/** What a definition may say of its background runs. */
export const WORK_RULES: Readonly<Record<string, Rule>> = {
  queue: optional({ legal: QUEUE_HELP, fits: isQueueName }),
  priority: optional({
    legal: `a whole number from ${PRIORITY.lowest} to ${PRIORITY.highest}`,
    fits: (value) => isWholeNumber(value, { from: PRIORITY.lowest, to: PRIORITY.highest }),
  }),
  attempts: optional({ legal: COUNT_HELP, fits: isCount }),
  backoff: optional({
    legal: `{ kind: "exponential" | "linear" | "fixed", base: "10s", cap: "1h", jitter: true } or a function`,
    fits: (value) => isFunction(value) || isBackoff(value),
  }),
  retryOn: optional({ legal: MATCH_HELP, fits: isMatches }),
  abortOn: optional({ legal: MATCH_HELP, fits: isMatches }),
  expiresIn: optional({ legal: LIMIT_HELP, fits: isLimitText }),
  concurrency: optional({ legal: COUNT_HELP, fits: isCount }),
  rate: optional({ legal: RATE_HELP, fits: isRate }),
  concurrencyKey: optional({ legal: "a function of args", fits: isFunction }),
  perKey: optional({ legal: `{ concurrency: 1, rate: "10/1m" }, one of them at least`, fits: isKeyLimit }),
  isolation: optional({ legal: `one of ${ISOLATIONS.join(", ")}`, fits: isIsolation }),
  memory: optional({ legal: MEMORY_HELP, fits: isMemory }),
};

const KINDS: readonly unknown[] = ["exponential", "linear", "fixed"];

function isBackoff(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { kind, base, cap, jitter, ...rest } = value;
  const isEach =
    (kind === undefined || KINDS.includes(kind)) &&
    [base, cap].every((one) => one === undefined || isDurationText(one)) &&
    (jitter === undefined || typeof jitter === "boolean");
  return isEach && Object.keys(rest).length === 0;
}

function isKeyLimit(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { concurrency, rate, ...rest } = value;
  if (concurrency === undefined && rate === undefined) return false;
  const isEach = (concurrency === undefined || isCount(concurrency)) && (rate === undefined || isRate(rate));
  return isEach && Object.keys(rest).length === 0;
}

/** What no member says by itself; undefined when it fits together. For a definition whose members are right. */
export function findWorkFault({ isolation, memory, backoff }: Record<string, unknown>): string | undefined {
  if (isolation === "inline" && memory !== undefined) return INLINE_MEMORY;
  return isObject(backoff) ? findBackoffFault(backoff) : undefined;
}

const INLINE_MEMORY =
  'memory cannot limit an inline command, which shares the worker\'s: write isolation: "pool" or "process"';

/** The cap would be each of its waits, and the base none. */
function findBackoffFault({ base, cap }: BackoffOptions): string | undefined {
  if (base === undefined) return undefined;
  const baseMs = parseDuration(base) ?? 0;
  const capMs = cap === undefined ? DEFAULT_BACKOFF.capMs : (parseDuration(cap) ?? 0);
  if (baseMs <= capMs) return undefined;
  const its = cap === undefined ? "the usual cap of 1h" : `its cap ${quote(cap)}`;
  return `backoff base ${quote(base)} must be no longer than ${its}: write cap: ${quote(base)} or more`;
}
