import { BYTES_HELP, parseBytes } from "../core/byte-size.ts";
import { DURATION_HELP } from "../core/duration.ts";
import { ISOLATIONS, PRIORITY } from "../core/queue.ts";
import { isQueueName, QUEUE_HELP } from "../core/queue-name.ts";
import { parseRate, RATE_HELP } from "../core/rate.ts";
import { isObject } from "./arg-path.ts";
import { isDurationText, isFunction, isText, isWholeNumber, optional, type Rule } from "./definition-rule.ts";

/** Most attempts, and most runs at once, that anybody can mean. */
const MOST = 10_000;

const isCount = (value: unknown): boolean => isWholeNumber(value, { from: 1, to: MOST });
const isRate = (value: unknown): boolean => typeof value === "string" && parseRate(value) !== undefined;
const isBytes = (value: unknown): boolean => typeof value === "string" && parseBytes(value) !== undefined;
const isMatch = (value: unknown): boolean => isFunction(value) || isText(value) || Number.isInteger(value);
const isMatches = (value: unknown): boolean => (Array.isArray(value) ? value.every(isMatch) : isMatch(value));
const isIsolation = (value: unknown): boolean => ISOLATIONS.some((one) => one === value);

const COUNT_HELP = `a whole number from 1 to ${MOST}`;
const MATCH_HELP = "error classes, error codes or names, or exit codes";

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
  expiresIn: optional({ legal: DURATION_HELP, fits: isDurationText }),
  concurrency: optional({ legal: COUNT_HELP, fits: isCount }),
  rate: optional({ legal: RATE_HELP, fits: isRate }),
  concurrencyKey: optional({ legal: "a function of args", fits: isFunction }),
  perKey: optional({ legal: `{ concurrency: 1, rate: "10/1m" }, one of them at least`, fits: isKeyLimit }),
  isolation: optional({ legal: `one of ${ISOLATIONS.join(", ")}`, fits: isIsolation }),
  memory: optional({ legal: BYTES_HELP, fits: isBytes }),
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
