import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../../src/core/json.ts";
import { newId } from "../../src/core/ids.ts";
import type { Schedule } from "../../src/core/schedule.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { onTestFinished } from "vitest";
import type { CrashProject, Running } from "./harness.ts";

const DISPATCH = fileURLToPath(new URL("../fixtures/dispatch.ts", import.meta.url));

/** What a test says of a schedule; the rest is as dull as can be. */
export type Told = Pick<Schedule, "command"> & Partial<Schedule>;

/** A project's schedules and their ticks, put into its ledger as a scheduler would. */
export class Queue {
  readonly store: Store;
  readonly #watermarks = new Map<string, number>();

  constructor(project: CrashProject) {
    this.store = openStore({ file: project.path(".errand/errand.db"), now: Date.now() });
    onTestFinished(() => this.store.close());
  }

  async register(...schedules: Told[]): Promise<void> {
    const now = Date.now();
    const whole = schedules.map(fill);
    await this.store.registerSchedules({ schedules: whole, unread: [], now });
    for (const { id } of whole) this.#watermarks.set(id, now);
  }

  /** Makes a tick of a schedule due now, and tells its run's id. */
  async tick(id: string, args: JsonObject = {}): Promise<string> {
    const from = this.#watermarks.get(id) ?? 0;
    const known = await this.store.findSchedule(id);
    if (!known) throw new Error(`no schedule ${id} is registered`);
    const { command, overlap: policy, overlapKey: key } = known.schedule;
    const scheduledFor = Math.max(Date.now(), from + 1);
    const run = {
      ...UNASKED,
      tags: [],
      id: newId(scheduledFor),
      command,
      args,
      scheduleId: id,
      scheduledFor,
    };
    const tick = {
      verdict: "run" as const,
      scheduledFor,
      run: { ...run, requestedAt: scheduledFor },
      runAfter: scheduledFor,
      overlap: { key, policy },
    };
    await this.store.settle([{ scheduleId: id, from, to: scheduledFor, ticks: [tick] }], {
      host: "test",
      now: Date.now(),
    });
    this.#watermarks.set(id, scheduledFor);
    return run.id;
  }
}

const UNASKED = { trigger: "schedule", parentId: null, actor: "test", dryRun: false } as const;

function fill(told: Told): Schedule {
  return {
    id: told.command,
    program: null,
    args: {},
    rule: { kind: "every", ms: 86_400_000 },
    timezone: "UTC",
    gap: "next",
    fold: "first",
    between: [],
    unless: [],
    from: null,
    until: null,
    exclude: [],
    jitterMs: 0,
    environments: [],
    overlap: "allow",
    overlapKey: told.command,
    catchUp: { policy: "skip", withinMs: 0, max: 1, spacingMs: 0 },
    conditional: false,
    source: "code",
    place: "test",
    ...told,
  };
}

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
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => parentOf(pid) === scheduler);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]);
  } catch {
    return undefined;
  }
}
