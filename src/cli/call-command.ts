import type { CheckedArgs, LoadedCommand } from "../command/define.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { overlapKeyOf } from "../command/overlap-key.ts";
import type { JsonObject } from "../core/json.ts";
import type { Trigger } from "../core/run.ts";
import { limitsOf, overlapPolicyOf, planCommand } from "../runner/plan-command.ts";
import { recordedArgs } from "../runner/recorded-args.ts";
import { watchForStall } from "../runner/stall-watch.ts";
import { startWatchdog } from "../runner/watchdog.ts";
import { announceRun } from "./announce-run.ts";
import { makeApp } from "./make-app.ts";
import { leaveWith, openTerminal } from "./report-run.ts";
import { DEFAULT_WAIT_MS } from "./plain-run.ts";
import type { RunnerOptions } from "./runner-flags.ts";
import type { Leave, Shell } from "./shell.ts";
import { warnOfUntoldRun } from "./untold.ts";

export interface CommandCall {
  command: LoadedCommand;
  flags: FlagDescriptor[];
  args: CheckedArgs;
  options: RunnerOptions;
  trigger: Trigger;
  scheduledFor: number | null;
  /** Of the schedule whose run a person asks for, or repeats. */
  scheduleId?: string | null;
  parentId: string | null;
  /** Of a retry: its args without what its environment added. Default: the args. */
  asked?: JsonObject;
}

/** Runs a command in this process, shows it to whoever called, and leaves with its exit code. */
export async function callCommand(call: CommandCall, shell: Shell): Promise<Leave> {
  const { command, args, options } = call;
  shell.makeApp = makeApp;
  const [app, config] = [await shell.app(), await shell.config()];
  const { terminal, stop } = await openTerminal(app, options, shell);
  const stopWatching = shell.host.isTerminal("stderr") ? watchForStall(shell.host.clock) : () => undefined;
  const tellOf = await announceRun({ app, config }, command.definition);
  const report = await app.run({
    run: asRun(call),
    overlap: { key: overlapKeyOf(command, args), policy: overlapPolicyOf(command, options) },
    waitMs: options.wait ?? DEFAULT_WAIT_MS,
    plan: planCommand({
      command,
      args,
      limits: limitsOf(command, options, config),
      outputCap: config.output.cap,
      face: { terminal, showLog: terminal.showLog, showProgress: terminal.showProgress },
      clock: shell.host.clock,
      ledger: { config, store: () => app.store, rescue: () => app.rescue() },
      endDescendants: (runId) => app.endDescendants(runId),
      findDescendants: (runId) => app.findDescendants(runId),
      armWatchdog: (ref, hardLimitMs) =>
        startWatchdog({ ref, hardLimitMs, databaseFile: config.database, json: options.json }),
    }),
  });
  stopWatching();
  await tellOf();
  warnOfUntoldRun(config, command.name, shell);
  stop();
  return leaveWith(report, options, shell);
}

function asRun({
  command,
  flags,
  args,
  options,
  trigger,
  scheduledFor,
  scheduleId,
  parentId,
  asked,
}: CommandCall) {
  return {
    command: command.name,
    args: recordedArgs(args, flags),
    ...(asked && { asked }),
    trigger,
    dryRun: args.input["dryRun"] === true,
    tags: options.tag,
    scheduledFor,
    scheduleId: scheduleId ?? null,
    parentId,
  };
}
