import type { CheckedArgs } from "../../command/define.ts";
import { importFirst } from "../../command/import-first.ts";
import { sleepAndHear, type Clock } from "../../core/clock.ts";
import { callHeeding, StrayErrors } from "../call-definition.ts";
import type { ChildConfig } from "../child-words.ts";
import { advise } from "../advise.ts";
import { ChildLedger } from "../child-ledger.ts";
import { codeBeginsAt } from "../code-begins-at.ts";
import { createCommandContext } from "../command-context.ts";
import { endOrphan } from "../end-orphan.ts";
import { explainRefusal, readArgs, readyCommand, type ReadyCommand } from "../loaded-command.ts";
import { classify, neverSettled } from "../outcome.ts";
import { isEcho } from "../is-echo.ts";
import { createReporter } from "../progress-reporter.ts";
import { readOwnUsage } from "../own-usage.ts";
import { watchParent } from "../parent-watch.ts";
import { blockOnPrints } from "../pipe-sink.ts";
import { runVariables } from "../run-marks.ts";
import { ENDING_SIGNALS } from "../signals.ts";
import { watchChildren } from "../watch-children.ts";
import { LivingRun } from "./living-run.ts";
import { RunPipes } from "./run-pipes.ts";
import { Stand } from "./stand.ts";
import { TrailWriter } from "./trail.ts";
import { PoolWire } from "./pool-wire.ts";
import type { PoolEnd, PooledRun } from "./pool-words.ts";

/** How long ends may wait for others to go with them, in ms. */
const TELL_EVERY_MS = 5;
/** After a run that took so long, in ms, the loop turns before the next: one that never yielded kept it from all words. */
const TURN_AFTER_MS = 40;

/** Lives one run after another for the worker that forked this process, until that ends it. */
export async function attendPool(clock: Clock): Promise<never> {
  const wire = new PoolWire({
    onOrphaned: () => void endOrphan(),
    onLoad: (command) => void attendant.loadAhead(command),
  });
  for (const signal of Object.keys(ENDING_SIGNALS)) process.on(signal, () => undefined);
  blockOnPrints();
  const { config, mark } = await wire.warm;
  const stand = new Stand();
  watchParent({ cells: stand.cells, mark });
  await importFirst(config).catch(() => undefined);
  await wire.tell({ type: "warm" });
  const trail = new TrailWriter();
  const attendant = new Attendant({ wire, clock, config, stand, trail, pipes: new RunPipes(mark) });
  for (;;) {
    await wire.whenMore();
    await attendant.liveAll();
  }
}

interface Parts {
  wire: PoolWire;
  clock: Clock;
  config: ChildConfig;
  stand: Stand;
  trail: TrailWriter;
  pipes: RunPipes;
}

class Attendant {
  readonly #parts: Parts;
  /** Open from the first run that writes to it on: this process has many. */
  readonly #ledger: ChildLedger;
  readonly #ready = new Map<string, ReadyCommand>();
  readonly #living: LivingRun;
  readonly #errors: StrayErrors;
  readonly #home = process.cwd();
  readonly #openAtFirst = new Set(process.getActiveResourcesInfo());
  /** Of the run that lives now, among all that came. */
  #place = -1;
  #ends: (PoolEnd | null)[] = [];
  /** How many were told. */
  #told = 0;
  /** Its end must not stand in a file, as it may hold a secret. */
  #isSecret = false;
  #usage = readOwnUsage();
  /** Since when those live that nobody was told of yet. */
  #since: number;
  #isTellingSoon = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#ledger = new ChildLedger(parts.config, () => parts.clock.now());
    this.#since = parts.clock.monotonic();
    this.#living = new LivingRun(
      ({ id, command }, why) => void parts.wire.tell({ type: "stray", runId: id, command, why }),
    );
    this.#errors = new StrayErrors((error) => this.#living.takes(error));
    this.#errors.listen();
  }

  /** A run that a rate counts begins when its code does: its module has to be there before. */
  async loadAhead(command: string): Promise<void> {
    await this.#load(command).catch(() => this.#parts.wire.tell({ type: "unloadable", command }));
  }

  /** Until none waits. Ends go together, as many as there are within some ms. */
  async liveAll(): Promise<void> {
    const { wire, clock, stand, trail } = this.#parts;
    this.#usage = readOwnUsage();
    this.#since = clock.monotonic();
    for (let run = wire.take(); run; run = wire.take()) {
      const begunAt = clock.monotonic();
      const end = await this.#live(run);
      this.#ends.push(end);
      const now = clock.monotonic();
      const isKept = end === null || (!this.#isSecret && trail.keep(this.#place, end));
      if (!isKept || now - this.#since >= TELL_EVERY_MS) await this.#tellEnds([]);
      else void this.#tellSoon();
      // Those behind it may be wanted back by now.
      if (stand.end(this.#place)) await wire.askToGoOn(this.#place);
      else if (now - begunAt >= TURN_AFTER_MS) await sleepAndHear(clock, 0);
    }
    trail.rest(this.#place);
    const open = process.getActiveResourcesInfo().filter((one) => !this.#openAtFirst.has(one));
    void this.#tellEnds([...new Set(open)]);
  }

  /** What is over must not wait for a slow one behind it: were the process killed meanwhile, it would be lived again. */
  async #tellSoon(): Promise<void> {
    if (this.#isTellingSoon) return;
    this.#isTellingSoon = true;
    await this.#parts.clock.sleep(TELL_EVERY_MS, { background: true });
    this.#isTellingSoon = false;
    if (this.#ends.length > 0) await this.#tellEnds([]);
  }

  async #tellEnds(open: string[]): Promise<void> {
    const { wire, clock, trail } = this.#parts;
    const [before, ends, now] = [this.#usage, this.#ends, clock.monotonic()];
    const { cpuMs, peakRss } = (this.#usage = readOwnUsage());
    const tookMs = now - this.#since;
    this.#since = now;
    this.#ends = [];
    const used = (cpuMs ?? 0) - (before.cpuMs ?? 0);
    const first = this.#told;
    this.#told += ends.length;
    await wire.tell({ type: "over", first, ends, tookMs, cpuMs: used, peakRss: peakRss ?? 0, open });
    trail.told(first + ends.length);
  }

  async #live(run: PooledRun): Promise<PoolEnd | null> {
    const { wire, pipes, stand, trail } = this.#parts;
    this.#place += 1;
    this.#isSecret = false;
    trail.begin(this.#place);
    stand.begin(this.#place);
    pipes.begin(this.#place);
    // Whatever this process starts from now on is this run's.
    Object.assign(process.env, runVariables(run.id, run.attempt));
    try {
      const ready = this.#ready.get(run.command) ?? (await this.#load(run.command));
      const args = await readArgs(ready, run);
      const { secrets } = args;
      this.#isSecret = secrets.length > 0;
      if (this.#isSecret) await wire.tell({ type: "secrets", place: this.#place, secrets });
      return await this.#call(run, ready, args);
    } catch (error) {
      const { code, message, next = null } = explainRefusal(error, run.command);
      return { refused: { code, message, next }, marks: pipes.end() };
    }
  }

  /** The run before may have gone elsewhere. */
  #comeHome(): void {
    try {
      if (process.cwd() === this.#home) return;
    } catch {
      // It is gone.
    }
    process.chdir(this.#home);
  }

  async #load(name: string): Promise<ReadyCommand> {
    const { wire, config } = this.#parts;
    const ready = await readyCommand(name, config);
    this.#ready.set(name, ready);
    const { limits, memoryBytes, retry } = ready;
    await wire.tell({ type: "loaded", command: name, limits, memoryBytes, retry });
    return ready;
  }

  async #call(run: PooledRun, { command }: ReadyCommand, args: CheckedArgs): Promise<PoolEnd | null> {
    const { wire, clock, pipes } = this.#parts;
    const place = this.#place;
    const signal = wire.newSignal();
    const children = watchChildren(run.id);
    const context = createCommandContext(
      {
        run,
        args: args.output,
        secrets: args.secrets,
        clock,
        ledger: this.#ledger,
        attempt: {
          recorder: { sink: pipes },
          reportProgress: createReporter((word) => wire.tell({ ...word, place })),
        },
        echo: null,
        showLog: () => undefined,
        showProgress: () => undefined,
      },
      { sink: pipes, signal },
    );
    if (run.tellsBegin) void wire.tell({ type: "begun", place, at: codeBeginsAt(clock) });
    this.#comeHome();
    const exit = await this.#living.live(run, () => callHeeding(this.#errors, command.definition, context));
    children.stop();
    const startedProcesses = children.any();
    const marks = pipes.end();
    const verdict = isEcho(exit, signal) ? neverSettled() : classify(exit, null);
    const isPlain =
      verdict.outcome === "succeeded" && verdict.result === null && !startedProcesses && marks === 0;
    if (isPlain && !signal.aborted) return null;
    const chance = { now: clock.now(), random: Math.random() };
    const advice = advise(exit, { rules: command.definition, failures: run.failures + 1, ...chance });
    return { verdict, advice, startedProcesses, marks };
  }
}
