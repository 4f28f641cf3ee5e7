import type { Run } from "../../core/run.ts";
import { isFinal } from "../../core/transition.ts";
import { readWorkers } from "../queue/read-workers.ts";
import { pauseWord } from "../schedule/pause-word.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";

/** One line on stderr when the run will wait for longer than it should: its queue is paused, or nobody works it. */
export async function warnOfRest({ queue, state }: Run, shell: Shell): Promise<void> {
  if (queue === null || isFinal(state)) return;
  const { store } = await shell.app();
  const now = shell.host.clock.now();
  const pause = (await store.queues(now)).find(({ name }) => name === queue)?.pause ?? null;
  if (pause !== null)
    shell.note(`queue ${queue} is ${pauseWord(pause, now)}`, `errand queue resume ${typeAgain([queue])}`);
  else if ((await readWorkers(shell, queue)).length === 0)
    shell.note(`nobody works queue ${queue} now`, "errand work");
}
