import type { Command } from "commander";
import { EXIT } from "../../core/errors.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { plainWord } from "../words.ts";
import { requireKnown } from "./known-commands.ts";

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<command>", "as it was snoozed"), shell)
    .option("--json", "as JSON")
    .action(shell.act((pattern: string, options: { json?: boolean }) => wake(pattern, options, shell)));
}

async function wake(pattern: string, { json }: { json?: boolean }, shell: Shell): Promise<number> {
  const { actor, store } = await shell.app();
  const at = shell.host.clock.now();
  const asleep = (await store.snoozes(at)).map((one) => one.pattern);
  const was = await store.wake(pattern, at);
  if (!was) await requireKnown(pattern, "wake", shell, asleep);
  if (was) await store.recordAudit({ at, actor, action: "notify wake", target: pattern, note: null });
  if (json === true) shell.printJson({ woken: was });
  else if (was) shell.tell(plainWord(`${pattern} is told of again. Next: errand notify list`));
  else shell.tell(plainWord(`${pattern} was not snoozed. Next: errand notify list`));
  return EXIT.ok;
}
