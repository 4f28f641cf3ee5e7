import { Session } from "node:inspector";
import { systemClock } from "../../system-clock.ts";
import { WHO_HOLDS, type Holder } from "./loop-watch.ts";

const ANSWER_WITHIN_MS = 1_000;

/**
 * Asks the main thread in the middle of whatever it does whose code that is: nothing but the inspector gets a word in
 * there. Null when it is no run's, or when it does not answer, as in a call of the system that never returns.
 */
export async function askHolder(): Promise<Holder | null> {
  const session = new Session();
  session.connectToMainThread();
  const asked = Promise.withResolvers<Holder | null>();
  const expression = `globalThis[Symbol.for("${WHO_HOLDS}")]?.() ?? "null"`;
  session.post("Runtime.evaluate", { expression, returnByValue: true }, (error, answer) =>
    asked.resolve(error ? null : readHolder(answer.result.value)),
  );
  const holder = await Promise.race([asked.promise, systemClock.sleep(ANSWER_WITHIN_MS).then(() => null)]);
  // A session that is left open makes Node wait for a debugger at its end.
  session.disconnect();
  return holder;
}

function readHolder(answer: unknown): Holder | null {
  return typeof answer === "string" ? (JSON.parse(answer) as Holder | null) : null;
}
