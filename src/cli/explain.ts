import { readManifest } from "../command/manifest.ts";
import { resolveCommand } from "../command/discover.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { EXIT, ErrandError } from "../core/errors.ts";
import type { HelpParts } from "./flag-help.ts";
import { helpScreen } from "./help-screen.ts";
import type { Leave, Shell } from "./shell.ts";

const EXIT_CODES = `Exit codes:
  0         succeeded, or skipped by its overlap policy (--skip-code changes that)
  1         failed; a command or a program may have codes of its own
  2         unknown command, bad flag, args that fail validation
  75        waited for another run in vain
  78        config, command module or ledger cannot be used
  124, 137  timed out; had to be ended by force
  130, 143  cancelled by SIGINT, SIGTERM`;

const VERBS = {
  run: {
    usage: "[runner flags] NAME [command flags]",
    summary: "Run a command here and now, with one honest row in the ledger.",
    examples: ["check-stale-drafts --dry-run", "--timeout 5m --wait 30s backup-database", "NAME --help"],
    notes: EXIT_CODES,
  },
  enqueue: {
    usage: "[enqueue flags] NAME [command flags]",
    summary: "Write a run of a command down for a worker, and go on.",
    examples: [
      "check-stale-drafts --dry-run",
      "--queue low --delay 10m check-stale-drafts review",
      "--dedupe-key nightly backup-database",
    ],
  },
  exec: {
    usage: "[runner flags] -- PROGRAM [arguments]",
    summary: "Run any program with the same row, lock and limits as a command.",
    examples: [
      "--name backup -- pg_dump --file backup.sql shop",
      "--timeout 1h -- ./import.sh",
      "--mask-env TOKEN -- ./upload.sh",
    ],
    notes: EXIT_CODES,
  },
  retry: {
    usage: "[runner flags] RUN [command flags]",
    summary: "Run again what a run did, with its args or with changed ones.",
    examples: ["last", "last --stage review", "--edit last"],
  },
  "dead retry": {
    usage: "[flags] RUN [changed command flags] | [flags] FINGERPRINT | --all",
    summary: "Queue dead runs again: one, with its args or with changed ones, or many.",
    examples: ["019ad3c2-6f1e --essay-id 42", "--edit 019ad3c2-6f1e", "--rate 10/1m --command send-mail"],
  },
  "schedule run": {
    usage: "[runner flags] NAME [changed command flags]",
    summary: "Run here and now what a schedule would, with its args or with changed ones.",
    examples: ["nightly-backup", "check-stale-drafts --stage review", "--wait 10m nightly-backup"],
  },
  "schedule add": {
    usage: "[flags] NAME [command flags] | [flags] -- PROGRAM [arguments]",
    summary: "Add a schedule by hand: of a command with its flags, or of any program.",
    examples: [
      '--cron "0 8 * * MON-FRI" --timezone Europe/London check-stale-drafts',
      "--every 15m --id queue-check -- ./check-queue.sh --verbose",
      "--at 2026-12-01T09:00 --id new-prices publish-prices",
    ],
  },
} as const;

/** What the values of errand's own flags are called, one way in all of its help. */
const VALUES: Readonly<Record<string, string>> = {
  ...{ config: "file", database: "file", name: "name", command: "name", queue: "name", "mask-env": "name" },
  ...{ tag: "word", reason: "text", fingerprint: "id", rate: "count/time", environment: "name" },
  ...{ "dedupe-key": "key", "idempotency-key": "key", "concurrency-key": "key" },
  ...{ "idempotency-for": "duration", "expires-in": "duration", delay: "duration", jitter: "duration" },
  ...{
    every: "duration",
    cron: "expression",
    timezone: "zone",
    exclude: "date",
    between: "span",
    unless: "span",
  },
  ...{ at: "time", since: "time", from: "time", until: "time" },
};

/** Help of a verb that reads its own words. Without a name there is nothing to run, and that is an error. */
export async function explainVerb(
  { verb, flags, asked }: { verb: keyof typeof VERBS; flags: readonly FlagDescriptor[]; asked: boolean },
  shell: Shell,
): Promise<Leave> {
  const next = `errand ${verb} --help`;
  if (!asked)
    throw new ErrandError("usage", `errand ${verb} needs to know what: errand ${verb} ${VERBS[verb].usage}`, {
      next,
    });
  await printHelp(
    { name: `errand ${verb}`, description: null, flags, values: VALUES, takesJson: false, ...VERBS[verb] },
    shell,
  );
  return { code: EXIT.ok, now: false };
}

export async function explainRun({ asked }: { asked: boolean }, shell: Shell): Promise<Leave> {
  const { describeArgs } = await import("../command/describe-args.ts");
  const { RUN_ARGS } = await import("./runner-flags.ts");
  return explainVerb({ verb: "run", flags: describeArgs(RUN_ARGS, { file: "errand run" }), asked }, shell);
}

/** Help of one command, as the verb takes it, from the manifest: its module is not imported for it. */
export async function explainCommand(name: string, shell: Shell, verb = "run"): Promise<Leave> {
  const config = await shell.config();
  const found = resolveCommand(config, name, verb);
  const entry = (await readManifest(config, { only: found.name })).find((one) => one.name === found.name);
  if (!entry || "error" in entry) {
    throw new ErrandError("invalid_command", entry?.error ?? `${found.file} cannot be described`, {
      next: "errand doctor",
    });
  }
  await printHelp({ ...entry.descriptor, takesJson: true, name: `errand ${verb} ${name}` }, shell);
  return { code: EXIT.ok, now: false };
}

async function printHelp(parts: HelpParts, shell: Shell): Promise<void> {
  const { helpText } = await import("./flag-help.ts");
  shell.print(helpText(parts, helpScreen(shell.host)));
}
