import { shortId } from "../core/ids.ts";
import type { Run } from "../core/run.ts";
import type { Shell } from "./shell.ts";
import { agoWord, plainState, tookWord } from "./words.ts";

/** A person who named no run is told which one it is. */
export function introduce(run: Run, shell: Shell): void {
  const { host } = shell;
  if (!host.isTerminal("stderr")) return;
  const when = agoWord(run.requestedAt, host.clock.now());
  shell.note(`run ${shortId(run.id)} of ${run.command}, ${plainState(run.state)}, ${when}`);
}

/** How the run that was followed ended. */
export async function tellEnd({ id }: Run, shell: Shell): Promise<void> {
  const { store } = await shell.app();
  const run = await store.findRun(id);
  if (!run) return;
  const took = tookWord(run, shell.host.clock.now());
  shell.note(`${run.command} ${plainState(run.state)} after ${took}`, `errand show ${shortId(id)}`);
}

/** Why nothing was shown. */
export function tellSilence(
  run: Run,
  { grep, stream }: { grep?: string; stream?: string },
  shell: Shell,
): void {
  const show = `errand show ${shortId(run.id)}`;
  if (grep !== undefined) shell.note("no line matches", `errand logs ${shortId(run.id)}`);
  else if (run.state === "skipped") shell.note(`the run was skipped: ${run.reason ?? ""}`, show);
  else if (run.state === "queued")
    shell.note("the run has not started yet", `errand logs -f ${shortId(run.id)}`);
  else shell.note(`the run printed nothing${stream === undefined ? "" : ` to ${stream}`}`, show);
}

/** That there is more than what was shown. */
export function tellAttempts(run: Run, attempt: number | undefined, shell: Shell): void {
  if (attempt !== undefined || run.attempt <= 1) return;
  shell.note(
    `that was attempt ${run.attempt} of ${run.attempt}`,
    `errand logs ${shortId(run.id)} --attempt 1`,
  );
}
