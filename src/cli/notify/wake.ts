import type { Command } from "commander";
import { EXIT } from "../../core/errors.ts";
import { fitsPattern } from "../../core/name-pattern.ts";
import type { Snooze } from "../../core/notice.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";
import { clockWord, plainWord } from "../words.ts";
import { requireKnown } from "./known-commands.ts";

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<command>", "as it was snoozed"), shell)
    .option("--json", "as JSON")
    .action(shell.act((pattern: string, options: { json?: boolean }) => wake(pattern, options, shell)));
}

async function wake(pattern: string, { json }: { json?: boolean }, shell: Shell): Promise<number> {
  const { actor, store } = await shell.app();
  const at = shell.host.clock.now();
  const snoozes = await store.snoozes(at);
  const asleep = snoozes.map((one) => one.pattern);
  const was = await store.wake(pattern, at);
  if (!was) await requireKnown(pattern, "wake", shell, asleep);
  if (was) await store.recordAudit({ at, actor, action: "notify wake", target: pattern, note: null });
  if (json === true) shell.printJson({ woken: was });
  else shell.tell(plainWord(wordEnd(pattern, was, { snoozes, now: at })));
  return EXIT.ok;
}

/** One that is snoozed by a pattern too stays quiet. */
function wordEnd(
  pattern: string,
  was: boolean,
  { snoozes, now }: { snoozes: readonly Snooze[]; now: number },
): string {
  const by = snoozes.find((one) => one.pattern !== pattern && fitsPattern(pattern, one.pattern));
  const done = was ? `${pattern} is told of again` : `${pattern} was not snoozed`;
  if (!by) return `${done}. Next: errand notify list`;
  const own = was ? `the snooze of ${pattern} is over` : `${pattern} was not snoozed itself`;
  const until = clockWord(by.until, now);
  return `${own}, but ${by.pattern} keeps it quiet until ${until}. Next: errand notify wake ${typeAgain([by.pattern])}`;
}
