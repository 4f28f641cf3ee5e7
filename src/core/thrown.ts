/*
 * What code that is not ours threw or returned may be anything: an object without a prototype, a getter that throws, a
 * Proxy that was revoked. Whoever closes a run's row looks at it by these, which never throw.
 */

/** A member of anything; undefined where there is none, and where looking at it throws. */
export function memberOf(value: unknown, key: PropertyKey): unknown {
  try {
    return (value as Partial<Record<PropertyKey, unknown>> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/** Whether it has such a member, itself or by its class. */
export function hasMember(value: unknown, key: PropertyKey): boolean {
  try {
    return typeof value === "object" && value !== null && key in value;
  } catch {
    return false;
  }
}

/** `String(value)`, or a word for what has no text. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value === "object" ? "an object that has no text" : `a ${typeof value} that has no text`;
  }
}

export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** An error's message as text: it may have been set to anything. */
export function messageIn(error: unknown): string {
  const message = memberOf(error, "message");
  return message === undefined ? "" : textOf(message);
}

/** For people: what an error says, or any other value as text. */
export function messageOf(value: unknown): string {
  return isError(value) ? messageIn(value) : textOf(value);
}

/** The same with what kind of error it is, where its message alone does not say: a defect of a program's own. */
export function faultOf(value: unknown): string {
  const name = isError(value) ? memberOf(value, "name") : undefined;
  const isPlain = typeof name !== "string" || name === "" || name === "Error" || name === "ErrandError";
  return isPlain ? messageOf(value) : `${name}: ${messageOf(value)}`;
}

/** An error often wraps the one that matters: `fetch failed` has its ECONNREFUSED for a cause. */
const MOST_CAUSES = 10;

/** An error and what it was caused by, the outermost first. One that is its own cause is told of once. */
export function causesOf(value: unknown): Error[] {
  const causes = new Set<Error>();
  for (let one = value; isError(one) && causes.size < MOST_CAUSES; one = memberOf(one, "cause")) {
    if (causes.has(one)) break;
    causes.add(one);
  }
  return [...causes];
}
