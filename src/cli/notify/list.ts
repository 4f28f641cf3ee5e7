import type { Command } from "commander";
import type { Notice } from "../../core/notice.ts";
import { describeChannel } from "../../notify/send/send.ts";
import { wholeNumber } from "../check-option.ts";
import { addProjectFlags } from "../project-flags.ts";
import { iso } from "../../core/run-json.ts";
import type { Shell } from "../shell.ts";
import { wordStrangers } from "./known-commands.ts";
import { describeNotify, type NotifyFacts } from "./list-lines.ts";

interface ListOptions {
  limit: number;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("-n, --limit <count>", "how many notices", wholeNumber("--limit", 1, 1_000), 10)
    .option("--json", "as JSON")
    .action(shell.act((options: ListOptions) => list(options, shell)));
}

async function list({ limit, json }: ListOptions, shell: Shell): Promise<void> {
  const [{ store }, { notify, untold }] = [await shell.app(), await shell.config()];
  const now = shell.host.clock.now();
  const facts = {
    rules: untold?.readable ?? notify,
    faults: untold?.faults ?? [],
    strangers: await wordStrangers(shell),
    streaks: await store.streaks(),
    snoozes: await store.snoozes(now),
    notices: await store.notices({ limit }),
  };
  if (json === true) shell.printJson(factsJson(facts));
  else shell.print(describeNotify(facts, shell));
}

function factsJson({ rules, faults, strangers, streaks, snoozes, notices }: NotifyFacts) {
  return {
    rules: rules.map(({ channel, ...rule }) => ({
      channel: channel.key,
      target: describeChannel(channel),
      ...rule,
    })),
    faults,
    strangers,
    streaks: streaks.map(({ beganAt, ...streak }) => ({ ...streak, since: iso(beganAt) })),
    snoozes: snoozes.map(({ until, ...snooze }) => ({ ...snooze, until: iso(until) })),
    notices: notices.map(noticeJson),
  };
}

function noticeJson({ id, kind, command, runId, channel, facts, tries, error, ...times }: Notice) {
  return {
    ...{ id, event: kind, command, runId, channel, message: facts.message, tries, error },
    createdAt: iso(times.createdAt),
    sentAt: iso(times.sentAt),
    sendAfter: iso(times.sendAfter),
  };
}
