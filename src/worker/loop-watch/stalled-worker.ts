import prettyMs from "pretty-ms";
import { shortId } from "../../core/ids.ts";
import type { Attempt, Owner } from "../../core/run.ts";
import { line } from "../../log/event-lines.ts";
import { addRoot } from "../../runner/known-processes.ts";
import { endRunProcesses } from "../../runner/process-tree.ts";
import { STDERR, writeWhole } from "../../runner/write-whole.ts";
import { openStore } from "../../store/open.ts";
import type { Store } from "../../store/store.ts";
import { systemClock } from "../../system-clock.ts";
import { askToldEnds } from "./ask-main.ts";
import { closeStuck } from "./close-stuck.ts";
import { closeTold } from "./close-told.ts";
import { handBack } from "./hand-back.ts";
import { judgeStall, type InlineLife, type Stuck } from "./judge-stall.ts";
import type { Holder, LoopWatchOrder, WatchedCommand } from "./loop-watch.ts";

/** When a person is told who keeps the worker, in ms. */
const TELL_AFTER_MS = 10_000;

type Order = Omit<LoopWatchOrder, "cells">;

/** A worker whose loop stands still, seen from its other thread: whose fault that is, and its end. */
export class StalledWorker {
  readonly #order: Order;
  readonly #commands: ReadonlyMap<string, WatchedCommand>;
  #opened: Store | undefined;
  #stuck: Stuck[] = [];
  #told = "";

  constructor(order: Order, commands: ReadonlyMap<string, WatchedCommand>) {
    this.#order = order;
    this.#commands = commands;
  }

  /** Whether it has to end now. */
  async judge({ standsMs, holder }: { standsMs: number; holder: Holder | null }): Promise<boolean> {
    if (holder && standsMs >= TELL_AFTER_MS) await this.#tellOnce(holder, standsMs);
    const lives = await this.#inlineLives();
    const stuck = judgeStall({ now: systemClock.now(), standsMs, holder, lives });
    this.#stuck = stuck ?? [];
    return stuck !== undefined;
  }

  /** Closes the rows of who is stuck, gives back all others, and ends the process. What cannot be written is left to the rescuer. */
  async end(): Promise<never> {
    try {
      const stuck = this.#stuck;
      const ids = new Set(stuck.map(({ run }) => run.id));
      const others = (await this.#openAttempts()).filter(({ runId }) => !ids.has(runId));
      // This process goes as a whole, and so does all that it started.
      for (const { run } of stuck.slice(0, 1)) addRoot(run.id, process.pid);
      for (const one of stuck) await this.#close(one);
      const why = `its worker (pid ${process.pid}) was ended: ${namesOf(stuck)} never yielded`;
      const left = await this.#closeTold(others);
      for (const attempt of left) await this.#giveBack(attempt, why);
      await say(`${namesOf(stuck)} never yielded: ${this.#words(left.length)}`, nextOf(stuck));
    } finally {
      process.kill(process.pid, "SIGKILL");
    }
    return new Promise(() => undefined);
  }

  async #close(stuck: Stuck): Promise<void> {
    await endRunProcesses(stuck.run.id, systemClock);
    await closeStuck(stuck, this.#commands.get(stuck.run.command), this.#store);
  }

  /** Whoever ended in a child meanwhile is what it said, and not run again. Tells the others. */
  async #closeTold(attempts: readonly Attempt[]): Promise<Attempt[]> {
    const told = new Map((await askToldEnds()).map((end) => [`${end.ref.runId} ${end.ref.attempt}`, end]));
    const left: Attempt[] = [];
    for (const attempt of attempts) {
      const end = told.get(`${attempt.runId} ${attempt.number}`);
      const closed = end && (await closeTold(end, { store: this.#store, now: systemClock.now() }));
      if (closed !== true) left.push(attempt);
    }
    return left;
  }

  async #giveBack(attempt: Attempt, why: string): Promise<void> {
    await endRunProcesses(attempt.runId, systemClock);
    await handBack(attempt, why, { store: this.#store, now: systemClock.now() });
  }

  #words(others: number): string {
    const rest =
      others === 0 ? "" : `; ${others === 1 ? "1 other run is" : `${others} other runs are`} queued again`;
    return `this worker (pid ${process.pid}) is ended by force with it${rest}`;
  }

  async #tellOnce({ runId, limits, ranMs }: Holder, standsMs: number): Promise<void> {
    if (this.#told === runId) return;
    this.#told = runId;
    const run = await this.#store.findRun(runId);
    if (!run) return;
    const left = limits.softMs === null ? null : limits.softMs + limits.killAfterMs - ranMs;
    const end =
      left === null
        ? "it has no limit"
        : `both are ended by force in ${prettyMs(Math.max(0, left), { compact: true })}`;
    const held = prettyMs(standsMs, { compact: true });
    await say(
      `${run.command} has kept this worker (pid ${process.pid}) from all else for ${held}: ${end}`,
      `errand cancel ${shortId(runId)}`,
    );
  }

  get #store(): Store {
    return (this.#opened ??= openStore({ file: this.#order.databaseFile, now: systemClock.now() }));
  }

  async #openAttempts(): Promise<Attempt[]> {
    const open = await this.#store.openAttempts();
    return open.filter(({ owner }) => isSame(owner, this.#order.owner));
  }

  async #inlineLives(): Promise<InlineLife[]> {
    const lives: InlineLife[] = [];
    for (const { runId, startedAt: since } of await this.#openAttempts()) {
      const run = await this.#store.findRun(runId);
      const limits = run && this.#commands.get(run.command)?.limits;
      if (limits && since !== null) lives.push({ run, since, limits });
    }
    return lives;
  }
}

function isSame(one: Owner, other: Owner): boolean {
  return (
    one.pid === other.pid &&
    one.startedAt === other.startedAt &&
    one.bootId === other.bootId &&
    one.host === other.host
  );
}

function namesOf(stuck: readonly Stuck[]): string {
  const names = [...new Set(stuck.map(({ run }) => run.command))];
  return names.length === 0 ? "code of a run that is over" : names.join(", ");
}

function nextOf([first]: readonly Stuck[]): string {
  return first ? `errand show ${shortId(first.run.id)}` : "errand history";
}

/** A thread's own stderr goes through the main thread, which will never pass it on. */
function say(message: string, next: string): Promise<void> {
  return writeWhole(STDERR, `${line(message, next)}\n`);
}
