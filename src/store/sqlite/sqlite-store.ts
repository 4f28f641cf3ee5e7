import type { AttemptRef, Owner } from "../../core/run.ts";
import type { Pause, Schedule } from "../../core/schedule.ts";
import type { Page, RunFilter } from "../history-store.ts";
import type { Closing, Heartbeat, OutputWrite, StartRequest, Withdrawal } from "../run-store.ts";
import type { Registration, ScheduleFilter, Settlement, Settler, TickFilter } from "../schedule-store.ts";
import type { AuditEntry, PruneRule, Store } from "../store.ts";
import type { ErrandProcess, Release } from "../work-store.ts";
import { attemptsOf, openAttempts } from "./attempts.ts";
import { recordAudit } from "./audit.ts";
import { backUp } from "./back-up.ts";
import { begin } from "./begin.ts";
import { requestCancel } from "./cancel.ts";
import { claimChore } from "./chores.ts";
import type { Connection } from "./connection.ts";
import { countRuns } from "./count-runs.ts";
import { finish } from "./finish.ts";
import { heartbeat } from "./heartbeat.ts";
import { inspect } from "./inspect.ts";
import { latestRuns } from "./latest-runs.ts";
import { listRuns } from "./list-runs.ts";
import { appendOutput, readOutput } from "./output.ts";
import { prune } from "./prune.ts";
import { findRun, findRunsByPrefix } from "./runs.ts";
import { version } from "./version.ts";
import { withdraw } from "./withdraw.ts";

/**
 * The ledger in one SQLite file. Each verb is one transaction; SQLite answers at once, so the promises are settled ones.
 * What only schedules need is loaded when they do: a person who types `errand run` does not wait for it.
 */
export class SqliteStore implements Store {
  readonly #connection: Connection;

  /** Takes a connection whose schema is up to date. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async begin(start: StartRequest) {
    return this.#connection.write(() => begin(this.#connection, start));
  }

  async withdraw(withdrawal: Withdrawal) {
    return this.#connection.write(() => withdraw(this.#connection, withdrawal));
  }

  async appendOutput(ref: AttemptRef, output: OutputWrite) {
    this.#connection.write(() => appendOutput(this.#connection, ref, output));
  }

  async heartbeat(ref: AttemptRef, beat: Heartbeat) {
    return this.#connection.write(() => heartbeat(this.#connection, ref, beat));
  }

  async finish(closing: Closing) {
    return this.finishAtExit(closing);
  }

  finishAtExit(closing: Closing) {
    return this.#connection.write(() => finish(this.#connection, closing));
  }

  async requestCancel(runId: string, actor: string, at: number) {
    return this.#connection.write(() => requestCancel(this.#connection, runId, actor, at));
  }

  async openAttempts() {
    return this.#connection.read(() => openAttempts(this.#connection));
  }

  async findRun(id: string) {
    return this.#connection.read(() => findRun(this.#connection, id));
  }

  async findRunsByPrefix(prefix: string, limit: number) {
    return this.#connection.read(() => findRunsByPrefix(this.#connection, prefix, limit));
  }

  async attempts(runId: string) {
    return this.#connection.read(() => attemptsOf(this.#connection, runId));
  }

  async listRuns(filter: RunFilter, page: Page) {
    return this.#connection.read(() => listRuns(this.#connection, filter, page));
  }

  async readOutput(ref: AttemptRef, from: number, maxBytes: number) {
    return this.#connection.read(() => readOutput(this.#connection, ref, { from, maxBytes }));
  }

  async latestRuns() {
    return this.#connection.read(() => latestRuns(this.#connection));
  }

  async countRuns(filter: Pick<RunFilter, "since" | "command">) {
    return this.#connection.read(() => countRuns(this.#connection, filter));
  }

  async prune(rule: PruneRule, limit: number) {
    return prune(this.#connection, rule, limit);
  }

  async claimChore(name: string, now: number, everyMs: number) {
    return claimChore(this.#connection, name, now, everyMs);
  }

  async registerSchedules(registration: Registration) {
    const { registerSchedules } = await import("./register-schedules.ts");
    return registerSchedules(this.#connection, registration);
  }

  async addSchedule(schedule: Schedule, now: number) {
    const { addSchedule } = await import("./dynamic-schedules.ts");
    return this.#connection.write(() => addSchedule(this.#connection, schedule, now));
  }

  async removeSchedule(id: string, now: number) {
    const { removeSchedule } = await import("./dynamic-schedules.ts");
    return this.#connection.write(() => removeSchedule(this.#connection, id, now));
  }

  async schedules(filter: ScheduleFilter = {}) {
    const { listSchedules } = await import("./schedules.ts");
    return this.#connection.read(() => listSchedules(this.#connection, filter));
  }

  async scheduleRevision() {
    const { scheduleRevision } = await import("./schedules.ts");
    return this.#connection.read(() => scheduleRevision(this.#connection));
  }

  async findSchedule(id: string) {
    const { findSchedule } = await import("./schedules.ts");
    return this.#connection.read(() => findSchedule(this.#connection, id));
  }

  async pauseSchedule(id: string, pause: Pause) {
    const { pauseSchedule } = await import("./pause-schedule.ts");
    return this.#connection.write(() => pauseSchedule(this.#connection, id, pause));
  }

  async resumeSchedule(id: string, now: number) {
    const { resumeSchedule } = await import("./pause-schedule.ts");
    return this.#connection.write(() => resumeSchedule(this.#connection, id, now));
  }

  async settle(settlements: Settlement[], by: Settler) {
    const { settle } = await import("./settle.ts");
    return this.#connection.write(() => settle(this.#connection, settlements, by));
  }

  async ticks(filter: TickFilter) {
    const { listTicks } = await import("./ticks.ts");
    return this.#connection.read(() => listTicks(this.#connection, filter));
  }

  async latestTicks() {
    const { latestTicks } = await import("./ticks.ts");
    return this.#connection.read(() => latestTicks(this.#connection));
  }

  async countUnrun(span: Parameters<Store["countUnrun"]>[0]) {
    const { countUnrun } = await import("./count-unrun.ts");
    return this.#connection.read(() => countUnrun(this.#connection, span));
  }

  async claim(wish: { owner: Owner; leaseUntil: number; now: number }) {
    const { claim } = await import("./claim.ts");
    return claim(this.#connection, wish);
  }

  async release(release: Release) {
    const give = await import("./give-back.ts");
    return this.#connection.write(() => give.release(this.#connection, release));
  }

  async requeue(closing: Closing, runAfter: number) {
    const { requeue } = await import("./give-back.ts");
    return this.#connection.write(() => requeue(this.#connection, closing, runAfter));
  }

  async nextRunAfter(now: number) {
    const { nextRunAfter } = await import("./claim.ts");
    return this.#connection.read(() => nextRunAfter(this.#connection, now));
  }

  version() {
    return version(this.#connection);
  }

  async beat(process: ErrandProcess) {
    const { beat } = await import("./processes.ts");
    this.#connection.write(() => beat(this.#connection, process));
  }

  async processes({ since }: { since: number }) {
    const { listProcesses } = await import("./processes.ts");
    return this.#connection.read(() => listProcesses(this.#connection, since));
  }

  async recordAudit(entry: AuditEntry) {
    this.#connection.write(() => recordAudit(this.#connection, entry));
  }

  async inspect(deep: boolean) {
    return this.#connection.read(() => inspect(this.#connection, deep));
  }

  async backup(file: string) {
    await backUp(this.#connection, file);
  }

  close() {
    this.#connection.close();
  }
}
