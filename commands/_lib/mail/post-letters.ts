import { CommandError, type CommandContext } from "errand";
import { oneLine } from "../one-line.ts";
import type { Letter } from "./letter.ts";
import type { Postbox } from "./postbox.ts";

/** Counts of people. `wouldNotify` is what a run without `--dry-run` would do. */
export interface Posted {
  notified: number;
  alreadyNotified: number;
  wouldNotify: number;
}

type PostContext = Pick<CommandContext, "log" | "signal" | "dryRun"> & { postbox: Postbox };

/**
 * Posts what was not posted before. One letter being refused does not keep back the others.
 * @throws CommandError at the end, naming who could not be notified and why; the signal's reason when it aborts.
 */
export async function postLetters(letters: Letter[], context: PostContext): Promise<Posted> {
  const posted: Posted = { notified: 0, alreadyNotified: 0, wouldNotify: 0 };
  const refused: string[] = [];
  for (const letter of letters) {
    context.signal.throwIfAborted();
    const done = await postOne(letter, context);
    if (typeof done === "string") posted[done] += 1;
    else refused.push(`${letter.to.address} (${done.refusal})`);
  }
  if (refused.length === 0) return posted;
  throw new CommandError(`notified ${posted.notified}, but could not notify ${refused.join(", ")}`);
}

async function postOne(
  letter: Letter,
  { postbox, log, signal, dryRun }: PostContext,
): Promise<keyof Posted | { refusal: string }> {
  if (await postbox.wasPosted(letter)) {
    log.info(`${letter.to.address} got this letter before: ${letter.subject}`);
    return "alreadyNotified";
  }
  if (dryRun) {
    log.info(`would notify ${letter.to.address}: ${letter.subject}`);
    return "wouldNotify";
  }
  try {
    await postbox.post(letter);
    log.info(`notified ${letter.to.address}: ${letter.subject}`);
    return "notified";
  } catch (error) {
    signal.throwIfAborted();
    return { refusal: oneLine(error instanceof Error ? error.message : String(error)) };
  }
}
