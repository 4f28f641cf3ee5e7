import type { App } from "../app.ts";
import { describeWork } from "../command/describe-work.ts";
import type { Config } from "../config.ts";
import type { ErrandError } from "../core/errors.ts";
import type { Owner, Run } from "../core/run.ts";
import type { LoadTarget } from "../queue/enqueuer.ts";
import { errorOf } from "../runner/child.ts";
import { childConfigOf, type ChildAnswer } from "../runner/child-words.ts";
import { ownIdentity } from "../runner/process-identity.ts";
import { planCommand } from "../runner/plan-command.ts";
import type { PreparedRun } from "../runner/prepare-run.ts";
import { runAttempt } from "../runner/run-attempt.ts";
import type { SignalSource } from "../runner/signals.ts";
import type { ClaimRules, Claimed } from "../store/work-store.ts";
import { asNewRun } from "../worker/as-new-run.ts";
import { refuse } from "../worker/settle-unstarted.ts";
import { judgedInProcess, LONGEST } from "./judged-in-process.ts";
import type { KnownCommands } from "./known-commands.ts";
import type { ManualClock } from "./manual-clock.ts";
import { liveToLimits } from "./move-to-limits.ts";
import { SILENT_FACE } from "./silence.ts";

export interface TestWorkerHouse {
  app: App;
  clock: ManualClock;
  config: Config;
  commands: KnownCommands;
  /** Finds what commands enqueue themselves. */
  load: LoadTarget;
  /** Where args with `.meta({ env })` are looked for. */
  env: Record<string, string>;
}

/** An attempt that was lived, or refused. `error`: what the command threw, as it was. */
export interface LivedRun {
  run: Run;
  error: unknown;
}

type ReadyAnswer = Extract<ChildAnswer, { type: "ready" }>;

/** Its multiples spread evenly over [0, 1). */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

const NO_SIGNALS: SignalSource = { listen: () => () => undefined };

/** Lives queued runs as a worker does, but one after another and in this very process. */
export class TestWorker {
  readonly #house: TestWorkerHouse;
  readonly #rules: ClaimRules;
  readonly #owner: Owner = ownIdentity();
  #draws = 0;

  constructor(house: TestWorkerHouse) {
    this.#house = house;
    const commands = house.commands.all.map(({ name, definition }) => [name, describeWork(definition)]);
    this.#rules = {
      commands: Object.fromEntries(commands) as ClaimRules["commands"],
      queues: house.config.queues,
    };
  }

  /** One attempt of a run that may start now. Undefined when there is none. */
  async liveNext(): Promise<LivedRun | undefined> {
    const claimed = await this.#claim();
    if (!claimed) return undefined;
    const { run } = claimed;
    const { commands, config, env } = this.#house;
    const order = { type: "prepare", run, config: childConfigOf(config), askWhen: false } as const;
    const { prepareRun } = await import("../runner/prepare-run.ts");
    const { answer, prepared } = await prepareRun(order, { load: async (name) => commands.find(name), env });
    if (answer.type === "refused") return this.#refuse(run, errorOf(answer));
    if (answer.type === "declined" || !prepared) return { run, error: undefined };
    return this.#live(claimed, prepared, answer);
  }

  async #claim(): Promise<Claimed | undefined> {
    const { app, clock } = this.#house;
    const [claimed] = await app.store.claim({
      owner: this.#owner,
      leaseUntil: Number.MAX_SAFE_INTEGER,
      now: clock.now(),
      rules: this.#rules,
      draws: [this.#draw()],
    });
    return claimed;
  }

  /** Even, and the same in every test: what the weights of queues are drawn by. */
  #draw(): number {
    this.#draws += 1;
    return (this.#draws * GOLDEN_RATIO) % 1;
  }

  async #refuse(run: Run, error: ErrandError): Promise<LivedRun> {
    const { app, clock } = this.#house;
    await refuse(run, error, { store: app.store, events: app.events, clock, owner: this.#owner });
    return { run: await this.#find(run.id), error };
  }

  async #live(
    { run: { id }, overlap }: Claimed,
    prepared: PreparedRun,
    { limits, retry }: ReadyAnswer,
  ): Promise<LivedRun> {
    const { app, clock, config, load } = this.#house;
    const lease = { owner: this.#owner, leaseUntil: Number.MAX_SAFE_INTEGER, now: clock.now() };
    const begun = await app.store.begin({ run: asNewRun(await this.#find(id)), overlap, ...lease });
    if (begun.kind === "held")
      throw new Error(
        `run ${id} of ${begun.run.command} would replace run ${begun.holder.id}, which lives: end that first`,
      );
    if (begun.kind !== "started") return { run: begun.run, error: undefined };
    let error: unknown;
    let signal: AbortSignal | undefined;
    const plan = planCommand({
      ...prepared,
      limits,
      outputCap: config.output.cap,
      face: SILENT_FACE,
      clock,
      ledger: { config, store: () => app.store, load },
      endDescendants: (runId) => app.endDescendants(runId),
      findDescendants: (runId) => app.findDescendants(runId),
      armWatchdog: null,
    })(begun.run);
    const executor = judgedInProcess({
      run: begun.run,
      clock,
      onStart: (given) => (signal = given),
      onThrown: (thrown) => (error = thrown),
    });
    const house = { store: app.store, events: app.events, clock, signals: NO_SIGNALS };
    const live = () => runAttempt({ ...plan, executor, retry, random: () => LONGEST, run: begun.run }, house);
    const { run } = await liveToLimits({ live, limits, clock, signal: () => signal });
    return { run, error };
  }

  async #find(id: string): Promise<Run> {
    const run = await this.#house.app.store.findRun(id);
    if (!run) throw new Error(`run ${id} vanished from the ledger`);
    return run;
  }
}
