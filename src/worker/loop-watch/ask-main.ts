import { Session } from "node:inspector";
import type { ToldEnd } from "../../runner/told-ends.ts";
import { systemClock } from "../../system-clock.ts";
import { TOLD_ENDS, WHO_HOLDS, type Holder } from "./loop-watch.ts";

const ANSWER_WITHIN_MS = 1_000;

/** Whose code the main thread runs. Null when it is no run's, or when it does not answer. */
export async function askHolder(): Promise<Holder | null> {
  return (await askMain(WHO_HOLDS)) as Holder | null;
}

/** What children said of their runs' ends that the main thread did not come to write down. */
export async function askToldEnds(): Promise<ToldEnd[]> {
  return ((await askMain(TOLD_ENDS)) ?? []) as ToldEnd[];
}

/**
 * Asks the main thread in the middle of whatever it does: nothing but the inspector gets a word in there. Null when it
 * does not answer, as in a call of the system that never returns.
 */
async function askMain(name: string): Promise<unknown> {
  const session = new Session();
  session.connectToMainThread();
  const asked = Promise.withResolvers<unknown>();
  const expression = `globalThis[Symbol.for("${name}")]?.() ?? "null"`;
  session.post("Runtime.evaluate", { expression, returnByValue: true }, (error, answer) =>
    asked.resolve(error ? null : readAnswer(answer.result.value)),
  );
  const answer = await Promise.race([asked.promise, systemClock.sleep(ANSWER_WITHIN_MS).then(() => null)]);
  // A session that is left open makes Node wait for a debugger at its end.
  session.disconnect();
  return answer;
}

function readAnswer(answer: unknown): unknown {
  return typeof answer === "string" ? JSON.parse(answer) : null;
}
