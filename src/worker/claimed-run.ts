import type { Config } from "../config.ts";
import type { Run } from "../core/run.ts";
import type { Schedule } from "../core/schedule.ts";
import { errorOf, type Child } from "../runner/child.ts";
import { childConfigOf } from "../runner/child-words.ts";
import { endRunProcesses } from "../runner/process-tree.ts";
import { runAttempt, type AttemptHouse } from "../runner/run-attempt.ts";
import type { SpareChildren } from "../runner/spare-children.ts";
import type { LineHouse } from "../runner/stand-in-line.ts";
import type { Claimed } from "../store/work-store.ts";
import { admit } from "./admit.ts";
import { afterInterruption } from "./after-interruption.ts";
import type { RunStore } from "./insist.ts";
import type { PacedStart } from "./lanes/lane.ts";
import { latenessOf } from "./lateness.ts";
import { planInChild, planProgram, type ClaimedPlan } from "./plan-claimed.ts";
import { decline, giveBack, refuse } from "./settle-unstarted.ts";
import { unlessAborted } from "./unless-aborted.ts";

export interface ClaimHouse extends LineHouse, AttemptHouse {
  store: RunStore;
  children: Pick<SpareChildren, "take" | "fill" | "renew" | "close">;
  /** The config of now. */
  config: () => Config;
  /** How late a schedule's runs are on purpose, in ms: its share of its jitter. */
  delayOf: (schedule: Schedule) => number;
  /** errand's own end, step by step: nothing more is started; what runs is to end by itself; it is ended now. */
  end: { stopping: AbortSignal; asked: AbortSignal; forced: AbortSignal };
}

const TOLD_TO_STOP = "errand was told to stop before it started";
const PAUSED = "its queue was paused before it started";

/** Lives a claimed run to its end: it ran, or was refused, declined, skipped, or given back to the queue. */
export async function liveClaimed(claimed: Claimed, house: ClaimHouse): Promise<void> {
  const { scheduleId } = claimed.run;
  try {
    const known = scheduleId === null ? undefined : await house.store.findSchedule(scheduleId);
    await new ClaimedRun(claimed, known?.schedule ?? null, house).live();
  } catch (error) {
    await giveBackUnstarted(claimed, house);
    throw error;
  }
}

/** A rate counts a start from when its code begins. Where this is not written, it counts from when its row did. */
async function countStart(
  { id, attempt }: Run,
  at: number,
  store: Pick<RunStore, "countStart">,
): Promise<void> {
  await store.countStart({ runId: id, attempt }, at).catch(() => undefined);
}

/** How a lane begins it. */
export function startOf(claimed: Claimed, house: ClaimHouse): PacedStart {
  return {
    begin: () => beginClaimed(claimed, house),
    begun: (at) => void countStart(claimed.run, at, house.store),
  };
}

/** Null: it does not start here any more, and its row says so. */
async function beginClaimed(claimed: Claimed, house: ClaimHouse): Promise<Run | null> {
  const run = await admit(claimed, house, house.end.stopping);
  // One that was skipped or cancelled meanwhile is over, and stays so.
  if (!run) await giveBack(claimed.run, house.end.stopping.aborted ? TOLD_TO_STOP : PAUSED, house);
  return run;
}

/** Unless it began: then its row is not ours to give away. */
export function giveBackUnstarted({ run }: Claimed, house: ClaimHouse): Promise<void> {
  return giveBack(run, "it could not be started", house);
}

class ClaimedRun {
  readonly #claimed: Claimed;
  /** What made the run; null where nothing did, or nobody knows it any more. */
  readonly #schedule: Schedule | null;
  readonly #house: ClaimHouse;

  constructor(claimed: Claimed, schedule: Schedule | null, house: ClaimHouse) {
    this.#claimed = claimed;
    this.#schedule = schedule;
    this.#house = house;
  }

  async live(): Promise<void> {
    const { children, end, config } = this.#house;
    const program = this.#schedule?.program;
    if (program) return this.#start(planProgram(program, { ...this.#house, config: config() }));
    const child = await children.take(end.stopping);
    if (!child) return this.#giveBack();
    try {
      await this.#liveIn(child);
    } finally {
      child.dismiss();
    }
  }

  async #liveIn(child: Child): Promise<void> {
    const { run } = this.#claimed;
    const { children, end, config } = this.#house;
    const order = { run, config: childConfigOf(config()), askWhen: this.#hasToAsk() };
    const answer = await unlessAborted(child.prepare(order), end.stopping);
    children.fill();
    if (answer?.type !== "ready") await this.#discard(child);
    if (!answer) return this.#giveBack();
    if (answer.type === "refused") return refuse(run, errorOf(answer), this.#house);
    child.onBegun = (at) => void countStart(run, at, this.#house.store);
    if (answer.type === "declined") return decline(run, answer.reason, this.#house);
    return this.#start(planInChild(child, answer, { ...this.#house, config: config() }));
  }

  /** Before its run may be another's: what it started carries the run's id. */
  async #discard(child: Child): Promise<void> {
    child.dismiss();
    await endRunProcesses(this.#claimed.run.id, this.#house.clock);
  }

  /** A person who runs a schedule by hand has decided already. */
  #hasToAsk(): boolean {
    const { trigger } = this.#claimed.run;
    return this.#schedule?.conditional === true && (trigger === "schedule" || trigger === "catch_up");
  }

  async #start<Spec>(plan: ClaimedPlan<Spec>): Promise<void> {
    const { events, end, delayOf } = this.#house;
    const run = await beginClaimed(this.#claimed, this.#house);
    if (!run) return;
    const lateMs = latenessOf(run, this.#schedule ? delayOf(this.#schedule) : 0);
    if (lateMs !== null) events.emit({ type: "run.late", run, lateMs });
    const shutdown = { ...end, then: afterInterruption(this.#schedule) };
    await runAttempt({ ...plan(run), run, shutdown }, this.#house);
  }

  #giveBack(): Promise<void> {
    return giveBack(this.#claimed.run, TOLD_TO_STOP, this.#house);
  }
}
