import { newId } from "../../src/core/ids.ts";
import { openStore } from "../../src/store/open.ts";
import { begin } from "../../src/store/sqlite/begin.ts";
import { Connection } from "../../src/store/sqlite/connection.ts";
import { finish } from "../../src/store/sqlite/finish.ts";
import type { Closing, StartRequest } from "../../src/store/run-store.ts";

const COMMANDS = 40;
const STEP_MS = 200;
const BATCH = 10_000;

/**
 * Fills a new ledger with `count` finished runs that end now, by the ledger's own verbs: 40 commands, half of them
 * looking at drafts, a seventh failed, one in a thousand timed out, one of them a needle.
 */
export function fillLedger(file: string, count: number): { middleId: string } {
  openStore({ file, now: Date.now() }).close();
  const connection = new Connection(file);
  const first = Date.now() - count * STEP_MS;
  const ids: string[] = [];
  for (let from = 0; from < count; from += BATCH) {
    connection.write(() => {
      for (let index = from; index < Math.min(count, from + BATCH); index += 1) {
        ids.push(addRun(connection, index, first + index * STEP_MS, index === Math.floor(count / 3)));
      }
    });
  }
  connection.close();
  return { middleId: ids[Math.floor(count / 2)] ?? "" };
}

function addRun(connection: Connection, index: number, at: number, needle: boolean): string {
  const id = newId(at);
  begin(connection, startOf(id, index, at));
  finish(connection, closingOf(id, index, at, needle));
  return id;
}

function startOf(id: string, index: number, now: number): StartRequest {
  const command = `task-${index % COMMANDS}`;
  return {
    run: {
      id,
      command,
      args: { stage: index % 2 === 0 ? "drafting" : "review", essay: `essay-${index}` },
      trigger: index % 5 === 0 ? "manual" : "crontab",
      scheduledFor: null,
      requestedAt: now,
      parentId: null,
      actor: "ada",
      dryRun: false,
      tags: [],
    },
    owner: { host: "web1", bootId: "boot", pid: 7, startedAt: "1" },
    overlap: { key: command, policy: "allow" },
    leaseUntil: now + 30_000,
    now,
  };
}

function closingOf(id: string, index: number, now: number, needle: boolean): Closing {
  const failed = index % 7 === 0;
  const message = needle ? "lost the needle-in-the-ledger" : `essay ${index} cannot be read`;
  return {
    ref: { runId: id, attempt: 1 },
    outcome: index % 1_000 === 1 ? "timed_out" : failed ? "failed" : "succeeded",
    reason: null,
    exitCode: failed ? 1 : 0,
    signal: null,
    error: failed || needle ? { name: "Error", message, stack: null } : null,
    result: null,
    progress: null,
    finishedAt: now + 150,
    cpuMs: 40,
    peakRss: 60_000_000,
    output: null,
  };
}
