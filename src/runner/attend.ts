import { importFirst } from "../command/import-first.ts";
import type { Clock } from "../core/clock.ts";
import type { Run } from "../core/run.ts";
import { callDefinition } from "./call-definition.ts";
import { ChildLedger } from "./child-ledger.ts";
import { childTitle, runVariables } from "./run-marks.ts";
import type { ChildEnd } from "./child-words.ts";
import { codeBeginsAt } from "./code-begins-at.ts";
import { createCommandContext } from "./command-context.ts";
import { endOrphan } from "./end-orphan.ts";
import { guardExit } from "./exit-guard.ts";
import { judgeExit } from "./judge-exit.ts";
import { readOwnUsage } from "./own-usage.ts";
import { watchParent } from "./parent-watch.ts";
import { ParentWire } from "./parent-wire.ts";
import { blockOnPrints, pipeSink } from "./pipe-sink.ts";
import { createReporter } from "./progress-reporter.ts";
import { prepareRun, type PreparedRun } from "./prepare-run.ts";
import { ENDING_SIGNALS } from "./signals.ts";
import { watchChildren } from "./watch-children.ts";

/** Lives one run for the scheduler that forked this process: waits, prepares, goes. Whoever called ends the process then. */
export async function attend(clock: Clock): Promise<void> {
  const wire = new ParentWire(() => void endOrphan());
  watchParent();
  leaveSignalsToParent();
  blockOnPrints();
  const { config } = await wire.hear("warm");
  // One that fails is told of when a command wants it.
  await importFirst(config).catch(() => undefined);
  await wire.tell({ type: "warm" });
  const order = await wire.hear("prepare");
  const before = readOwnUsage();
  const children = watchChildren(order.run.id);
  takeOn(order.run);
  const { answer, prepared } = await prepareRun(order);
  await wire.tell(answer);
  if (!prepared) return;
  const { run } = await wire.hear("go");
  // Without a limit of its own an end of its loop is its end, unless it listens for what comes over the wire.
  if (prepared.command.definition.timeout === undefined) wire.unref();
  const ledger = new ChildLedger(order.config, () => clock.now());
  const judged = await live(run, prepared, { wire, clock, ledger });
  await ledger.close();
  await wire.tell({ type: "over", ...judged, usage: usageSince(before), startedProcesses: children.any() });
}

/** A terminal's Ctrl-C and a service's stop reach every process; the scheduler alone decides what they mean for a run. */
function leaveSignalsToParent(): void {
  for (const signal of Object.keys(ENDING_SIGNALS)) process.on(signal, () => undefined);
}

/** Whatever this process starts from now on is the run's. */
function takeOn(run: Run): void {
  process.title = childTitle(run);
  Object.assign(process.env, runVariables(run.id, run.attempt));
}

async function live(
  run: Run,
  { command, args }: PreparedRun,
  { wire, clock, ledger }: { wire: ParentWire; clock: Clock; ledger: ChildLedger },
): Promise<Judged> {
  const context = createCommandContext(
    {
      run,
      args: args.output,
      clock,
      ledger,
      secrets: args.secrets,
      attempt: { recorder: { sink: pipeSink }, reportProgress: createReporter((word) => wire.tell(word)) },
      echo: null,
      showLog: () => undefined,
      showProgress: () => undefined,
    },
    { sink: pipeSink, signal: wire.signal },
  );
  const guard = guardExit(() => undefined);
  const stuck = guard.emptyLoop.then((none) => (wire.refIfHeeded() ? NEVER : none));
  void wire.tell({ type: "begun", at: codeBeginsAt(clock) });
  const exit = await Promise.race([callDefinition(command.definition, context), stuck]);
  guard.stop();
  const { signal } = wire;
  const rules = command.definition;
  return judgeExit(exit, { run, rules, signal, now: clock.now(), random: Math.random() });
}

const NEVER = new Promise<never>(() => undefined);

type Judged = Pick<ChildEnd, "verdict" | "advice">;

/** Less what the process used before it knew of the run. */
function usageSince(before: ChildEnd["usage"]): ChildEnd["usage"] {
  const { cpuMs, peakRss } = readOwnUsage();
  return { cpuMs: (cpuMs ?? 0) - (before.cpuMs ?? 0), peakRss };
}
