import type { Clock } from "../../core/clock.ts";
import { within } from "./sending.ts";

export interface RequestOrder {
  url: string;
  /** Absent: GET. */
  post?: { body: string; headers: Record<string, string> };
}

/** How often one request may be sent on within its host. */
const MOST_REDIRECTS = 3;

/**
 * Resolves when the answer is a good one (2xx), within the limit of a try. A redirect is followed within the same
 * origin only: what is signed or secret goes nowhere that the config does not name.
 */
export function request(order: RequestOrder, clock: Clock): Promise<void> {
  return within(clock, (signal) => follow(order, signal));
}

async function follow({ url, post }: RequestOrder, signal: AbortSignal): Promise<void> {
  let at = new URL(url);
  for (let hops = 0; ; hops++) {
    const answer = await ask(at, post, signal);
    // What it says is nobody's matter, but its connection is free again when it is read.
    await answer.body?.cancel();
    if (answer.ok) return;
    const next = redirectOf(answer, at);
    if (next === null) throw new Error(`it answered ${answer.status}`);
    if (next.origin !== at.origin)
      throw new Error(`it answered ${answer.status}, a redirect to ${next.host}, which is not followed`);
    if (hops === MOST_REDIRECTS) throw new Error(`it redirected more than ${MOST_REDIRECTS} times`);
    at = next;
  }
}

async function ask(url: URL, post: RequestOrder["post"], signal: AbortSignal): Promise<Response> {
  try {
    const how = post ? { method: "POST", ...post } : {};
    return await fetch(url.href, { ...how, redirect: "manual", signal });
  } catch (error) {
    throw new Error(explain(error), { cause: error });
  }
}

function redirectOf({ status, headers }: Response, from: URL): URL | null {
  const location = headers.get("location");
  if (status < 300 || status > 399 || location === null || !URL.canParse(location, from.href)) return null;
  return new URL(location, from.href);
}

/** fetch itself says "fetch failed"; its cause knows why. */
function explain(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause ? String(cause.code) : "";
  return cause.message === "" ? code || cause.name : cause.message;
}
