import type { Command } from "commander";
import { ErrandError } from "../../core/errors.ts";
import { spanOption } from "../check-option.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";
import { clockWord, plainWord } from "../words.ts";
import { requireKnown } from "./known-commands.ts";

interface SnoozeOptions {
  for: number;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<command>", 'a command, or a pattern such as "nightly-*"'), shell)
    .requiredOption("--for <duration>", "required: for so long: 2h, 1d", spanOption("--for"))
    .option("--json", "as JSON")
    .addHelpText("after", WHEN)
    .action(shell.act((pattern: string, options: SnoozeOptions) => snooze(pattern, options, shell)));
}

const WHEN = `
When it is over, what is overdue or still fails is told of at once. What recovers meanwhile is
told to those who had heard of the failure, and to nobody else. Pings go on.

Example:
  errand notify snooze nightly-backup --for 2h`;

async function snooze(pattern: string, options: SnoozeOptions, shell: Shell): Promise<void> {
  if (!/^[\w:.*@-]{1,128}$/.test(pattern)) throw badPattern(pattern);
  await requireKnown(pattern, "snooze", shell);
  const { actor, store } = await shell.app();
  const now = shell.host.clock.now();
  const until = now + options.for;
  await store.snooze(pattern, { until, by: actor });
  const end = new Date(until).toISOString();
  await store.recordAudit({ at: now, actor, action: "notify snooze", target: pattern, note: `until ${end}` });
  if (options.json === true) shell.printJson({ snooze: { pattern, until: end, by: actor } });
  else
    shell.tell(
      plainWord(
        `nothing is told of ${pattern} until ${clockWord(until, now)}, except that it works again. Next: errand notify wake ${typeAgain([pattern])}`,
      ),
    );
}

function badPattern(pattern: string): ErrandError {
  const rule = 'must be a command, or a pattern such as "nightly-*"';
  return new ErrandError("usage", `${JSON.stringify(pattern)} ${rule}`, {
    next: "errand notify snooze --help",
  });
}
