import type { Command } from "commander";
import { EXIT } from "../core/errors.ts";
import { addProjectFlags } from "./project-flags.ts";
import { runJson } from "./run-json.ts";
import type { Shell } from "./shell.ts";
import { readStatus, type Status } from "./status-facts.ts";
import { describeStatus } from "./status-lines.ts";

interface StatusOptions {
  strict?: boolean;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("--strict", "exit 1 while a command has failed and not succeeded since")
    .option("--json", "as JSON")
    .action(shell.act((options: StatusOptions) => status(options, shell)));
}

async function status({ strict, json }: StatusOptions, shell: Shell): Promise<number> {
  const app = await shell.app();
  await app.rescue();
  const now = shell.host.clock.now();
  const found = await readStatus(app.store, now);
  if (json === true) shell.printJson(statusJson(found));
  else shell.print(describeStatus(found, now));
  return strict === true && found.failures.some(({ open }) => open) ? EXIT.failed : EXIT.ok;
}

function statusJson({ running, queued, failures, lastDay, ledger }: Status) {
  return {
    running: running.map(runJson),
    queued: queued.map(runJson),
    failures: failures.map(({ last, ...rest }) => ({ ...rest, last: runJson(last) })),
    lastDay,
    ledger,
  };
}
