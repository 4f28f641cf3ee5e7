import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/client/client.ts";
import type { Client } from "../../src/client/shape.ts";
import { WaitingLine } from "../../src/client/waiting-line.ts";
import { ErrandError } from "../../src/core/errors.ts";
import { chain, job } from "../../src/queue/workflow/build.ts";
import { SCHEMA_VERSION } from "../../src/store/sqlite/migrate.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { command, makeProject } from "../command/project.ts";

describe("while another process writes", () => {
  let dir: string;
  let client: Client;
  let other: DatabaseSync;

  beforeEach(async () => {
    dir = makeProject({ "commands/any.ts": command("Any") });
    client = createClient({ cwd: dir });
    await client.enqueue("any");
    other = new DatabaseSync(join(dir, ".errand/errand.db"));
    other.exec("begin immediate");
  });
  afterEach(() => {
    other.close();
    client.close();
  });

  /** Others are served meanwhile: the timer by which the lock is given back is one of them. */
  const release = async (): Promise<void> => {
    await sleep(100);
    other.exec("rollback");
  };

  it.each<[string, (mine: Client) => Promise<unknown>]>([
    ["enqueues", (mine) => mine.enqueue("any")],
    ["enqueues many", (mine) => mine.enqueueMany([job("any"), job("any")])],
    ["starts a workflow", (mine) => mine.start(chain(job("any"), job("any")))],
  ])("a client %s when the lock is free again, and lets the loop go on", async (_, write) => {
    let isWritten = false;
    const written = write(client).then(() => (isWritten = true));
    await sleep(50);
    expect(isWritten).toBe(false);
    await Promise.all([written, release()]);
  });

  it("a client cancels a run that waits", async () => {
    other.exec("rollback");
    const { runId } = await client.enqueue("any");
    other.exec("begin immediate");
    const [run] = await Promise.all([client.cancel(runId), release()]);
    expect(run.state).toBe("cancelled");
  });

  it("many calls wait one behind the other, and reads pass them", async () => {
    const order: number[] = [];
    const calls = Array.from({ length: 50 }, async (_, index) => {
      await client.enqueue("any");
      order.push(index);
    });
    await sleep(50);
    expect(await client.find("nobody")).toBeUndefined();
    expect(order).toEqual([]);
    await Promise.all([...calls, release()]);
    expect(order).toEqual(order.toSorted((one, next) => one - next));
  });

  it("a client opens the ledger for the first time", async () => {
    other.exec("rollback; pragma user_version = 0; begin immediate");
    other.exec(`pragma user_version = ${SCHEMA_VERSION}`);
    const late = createClient({ cwd: dir });
    const [run] = await Promise.all([late.find("nobody"), sleep(100).then(() => other.exec("commit"))]);
    expect(run).toBeUndefined();
    late.close();
  });
});

describe("a line of calls that wait", () => {
  const locked = new ErrandError("store_unavailable", "locked", {
    cause: Object.assign(new Error("database is locked"), { errcode: 5 }),
  });
  let clock: ManualClock;
  let line: WaitingLine;
  beforeEach(() => {
    clock = manualClock();
    line = new WaitingLine(clock, 1_000);
  });

  it("gives up when patience is over, those behind without asking again", async () => {
    const asked = [0, 0, 0];
    const calls = asked.map((_, index) =>
      line.join(async () => {
        asked[index]! += 1;
        throw locked;
      }),
    );
    const ends = Promise.allSettled(calls);
    await clock.advance(2_000);
    expect((await ends).map((end) => end.status === "rejected" && end.reason === locked)).toEqual([
      true,
      true,
      true,
    ]);
    expect(asked[0]).toBeGreaterThan(10);
    expect(asked.slice(1).every((times) => times <= 1)).toBe(true);
  });

  it("has no patience with any other fault", async () => {
    await expect(line.join(() => Promise.reject(new Error("a defect")))).rejects.toThrow("a defect");
  });

  it("lets pass what is not refused, and has no other begin before its turn", async () => {
    const begun: string[] = [];
    let isFree = false;
    const first = line.join(async () => {
      begun.push("first");
      if (!isFree) throw locked;
    });
    const second = line.join(async () => void begun.push("second"));
    await line.pass(async () => void begun.push("read"));
    await clock.advance(100);
    expect(new Set(begun)).toEqual(new Set(["first", "read"]));
    isFree = true;
    await clock.advance(100);
    await Promise.all([first, second]);
    expect(begun.at(-1)).toBe("second");
  });
});
