import type { Command } from "commander";
import { EXIT, ErrandError } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { Channel } from "../../core/notice.ts";
import { describeChannel, send } from "../../notify/send/send.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { requireTold } from "../untold.ts";
import { plainWord } from "../words.ts";

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("[channel]", "as notify list names it, or its kind; all of them"), shell)
    .addHelpText("after", WHEN)
    .action(shell.act((word: string | undefined) => test(word, shell)));
}

const WHEN = `
Sends once, now, and says what came of it; exits 1 when one did not take it. A ping URL gets a
success.

Examples:
  errand notify test
  errand notify test slack`;

async function test(word: string | undefined, shell: Shell): Promise<number> {
  const channels = channelsFor(word, await channelsOf(shell));
  let code: number = EXIT.ok;
  for (const channel of channels) {
    const error = await sendTest(channel, shell);
    const where = `${channel.key} (${describeChannel(channel)})`;
    if (error === null) shell.print(plainWord(`${where} took it`));
    else shell.print(plainWord(`${where} did not take it: ${error}`));
    if (error !== null) code = EXIT.failed;
  }
  return code;
}

/** A channel of several rules is one. */
async function channelsOf(shell: Shell): Promise<Channel[]> {
  const { notify } = requireTold(await shell.config());
  return [...new Map(notify.map(({ channel }) => [channel.key, channel])).values()];
}

function channelsFor(word: string | undefined, channels: Channel[]): Channel[] {
  const found = channels.filter(({ key, kind }) => word === undefined || word === key || word === kind);
  if (found.length > 0) return found;
  const known = channels.map(({ key }) => key).join(", ");
  const message =
    known === "" ? "the config has no notify" : `there is no channel "${word ?? ""}"; there are ${known}`;
  throw new ErrandError("usage", message, { next: "errand notify list" });
}

function sendTest(channel: Channel, { host }: Shell): Promise<string | null> {
  const at = host.clock.now();
  const facts = {
    message: "errand can reach you here: this is a test",
    ...{ at, run: null, streak: null, next: "errand notify list" },
  };
  const notice = { id: newId(at), kind: "test" as const, command: "errand", runId: null, facts };
  return send(notice, channel, host.clock);
}
