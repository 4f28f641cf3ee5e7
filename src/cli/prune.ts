import type { Command } from "commander";
import prettyMs from "pretty-ms";
import { Pruner, type Keep } from "../worker/pruner.ts";
import { durationOption, wholeNumber } from "./check-option.ts";
import { addProjectFlags } from "./project-flags.ts";
import type { Shell } from "./shell.ts";

interface PruneOptions {
  olderThan?: number;
  failuresOlderThan?: number;
  keep?: number;
  dryRun?: boolean;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option(
      "--older-than <duration>",
      "finished so long ago (default: keep.runs of the config, 90d)",
      durationOption("--older-than"),
    )
    .option(
      "--failures-older-than <duration>",
      "the same for what went wrong (default: keep.failures, 365d)",
      durationOption("--failures-older-than"),
    )
    .option(
      "--keep <count>",
      "the most finished runs to keep (default: keep.max, 1000000)",
      wholeNumber("--keep", 0, 1e12),
    )
    .option("--dry-run", "only count")
    .option("--json", "as JSON")
    .action(shell.act((options: PruneOptions) => prune(options, shell)));
}

async function prune(options: PruneOptions, shell: Shell): Promise<void> {
  const app = await shell.app();
  await app.rescue();
  const { clock } = shell.host;
  const { dryRun = false, json = false } = options;
  const keep = chooseKeep(options, (await shell.config()).keep);
  const count = await new Pruner({ store: app.store, clock }).prune(keep, { dryRun });
  const said = word(count, keep, dryRun);
  if (!dryRun) {
    const { actor, store } = app;
    await store.recordAudit({ at: clock.now(), actor, action: "prune", target: "runs", note: said });
  }
  if (json) shell.printJson({ [dryRun ? "wouldDelete" : "deleted"]: count });
  else shell.print(said);
}

/** A person who asks for runs to go does not thereby ask for failures to go sooner than the config lets them. */
function chooseKeep({ olderThan, failuresOlderThan, keep }: PruneOptions, config: Keep): Keep {
  const runsMs = olderThan ?? config.runsMs;
  return {
    runsMs,
    failuresMs: failuresOlderThan ?? Math.max(runsMs, config.failuresMs),
    max: keep ?? config.max,
  };
}

function word(count: number, { runsMs, failuresMs, max }: Keep, dryRun: boolean): string {
  const runs = count === 1 ? "1 finished run" : `${count} finished runs`;
  const rule = `older than ${prettyMs(runsMs)}, failures older than ${prettyMs(failuresMs)}, and all but the newest ${max}`;
  return `${dryRun ? "would delete" : "deleted"} ${runs} (${rule})`;
}
