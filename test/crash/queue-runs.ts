import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../../src/core/json.ts";
import type { Schedule } from "../../src/core/schedule.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { onTestFinished } from "vitest";
import { due, register, schedule, settle } from "../store/build.ts";
import type { CrashProject, Running } from "./harness.ts";

const DISPATCH = fileURLToPath(new URL("../fixtures/dispatch.ts", import.meta.url));

/** What a test says of a schedule. */
export type Told = Pick<Schedule, "command"> & Partial<Schedule>;

/** A project's schedules and their ticks, put into its ledger as a scheduler would. */
export class Queue {
  readonly store: Store;
  readonly #watermarks = new Map<string, number>();

  constructor(project: CrashProject) {
    this.store = openStore({ file: project.path(".errand/errand.db"), now: Date.now() });
    onTestFinished(() => this.store.close());
  }

  async register(...told: Told[]): Promise<void> {
    const now = Date.now();
    const whole = told.map((one) => schedule({ id: one.command, ...UNHINDERED, ...one }));
    await register(this.store, whole, now);
    for (const { id } of whole) this.#watermarks.set(id, now);
  }

  /** Makes a tick of a schedule due now, and tells its run's id. */
  async tick(id: string, args: JsonObject = {}): Promise<string> {
    const from = this.#watermarks.get(id) ?? 0;
    const known = await this.store.findSchedule(id);
    if (!known) throw new Error(`no schedule ${id} is registered`);
    const { command, overlap: policy, overlapKey: key } = known.schedule;
    const to = Math.max(Date.now(), from + 1);
    const tick = due(to, { scheduleId: id, command, args, policy, key });
    await settle(this.store, { scheduleId: id, from, to, ticks: [tick] });
    this.#watermarks.set(id, to);
    return tick.run.id;
  }
}

/** A run of it starts beside others, and is not caught up with. */
const UNHINDERED = {
  overlap: "allow" as const,
  catchUp: { policy: "skip" as const, withinMs: 0, max: 1, spacingMs: 0 },
};

/** Starts a process that lives what is queued in a project. */
export async function startDispatcher(
  project: CrashProject,
  env: Record<string, string> = {},
): Promise<Running> {
  const running = project.startProgram(process.execPath, [DISPATCH], { env });
  await running.says("up");
  return running;
}

/** The pid of a child that waits, or lives a run, for that process. */
export function childOf(scheduler: number): number | undefined {
  return allProcesses().find(({ parent }) => parent === scheduler)?.pid;
}

/** The pids of all that stands below a process now. */
export function descendantsOf(pid: number): number[] {
  const all = allProcesses();
  const found = new Set([pid]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const one of all) if (found.has(one.parent)) found.add(one.pid);
  }
  found.delete(pid);
  return [...found];
}

function allProcesses(): { pid: number; parent: number }[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => ({ pid: Number(pid), parent: parentOf(pid) }));
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]);
  } catch {
    return -1;
  }
}
