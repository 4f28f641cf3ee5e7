import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { command, CrashProject, said, type Ended, type Running } from "./harness.ts";
import { CAN_MOUNT, fill, mountDisk } from "./small-disk.ts";

/** Its file tells whether the user's code ran; it lies where there is always room. */
const TELLS = command('writeFileSync("started", ""); console.log("started");');

function project(): CrashProject {
  return new CrashProject({ "tells.ts": TELLS });
}

/** One line, exit 78, and the user's code not started. */
function expectRefusal(ended: Ended, project: CrashProject, about: RegExp): void {
  expect(ended, ended.stderr).toMatchObject({ code: 78, stdout: "" });
  expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(said(ended)[0]).toMatch(about);
  expect(said(ended)[0]).toContain("Next: ");
  expect(project.has("started")).toBe(false);
}

describe.skipIf(!CAN_MOUNT)("on a disk of its own (skipped where this user may not mount one)", () => {
  it("does not start a command when the disk is full", async () => {
    const full = project();
    mountDisk(full, "512k");
    fill(full.path(".errand/ballast"));
    expectRefusal(await full.errand(["run", "tells"]), full, /disk is full/);
  });

  it("does not start a command when the disk fills up after the ledger was made", async () => {
    const full = project();
    mountDisk(full, "1m");
    expect((await full.errand(["exec", "--", "true"])).code).toBe(0);
    fill(full.path(".errand/ballast"));
    expectRefusal(
      await full.errand(["run", "tells"]),
      full,
      /errand\.db cannot grow: the disk is full .*Next: df -h .*\.errand$/,
    );
  });

  it("does not start a command when the ledger's folder is read-only", async () => {
    const readOnly = project();
    mountDisk(readOnly, "1m");
    expect((await readOnly.errand(["exec", "--", "true"])).code).toBe(0);
    spawnSync("mount", ["-o", "remount,ro", readOnly.path(".errand")]);
    expectRefusal(
      await readOnly.errand(["run", "tells"]),
      readOnly,
      /errand\.db cannot be written: its disk is mounted read-only .*Next: df -h .*\.errand$/,
    );
  });

  it("calls a killed run lost though the disk takes no word of it, and says that", async () => {
    const readOnly = new CrashProject({ "long.ts": command('console.log("up"); await sleep(300_000);') });
    mountDisk(readOnly, "4m");
    const running = readOnly.start(["run", "long"]);
    await running.says("up");
    running.kill("SIGKILL");
    await running.ended;
    expect(spawnSync("mount", ["-o", "remount,ro", readOnly.path(".errand")]).status).toBe(0);
    expect(await readOnly.history()).toMatchObject([{ state: "lost", command: "long" }]);
    expect(await readOnly.history("--state", "running")).toEqual([]);
    expect(await readOnly.show()).toMatchObject({ state: "lost", attempts: [{ outcome: "lost" }] });
    const status = await readOnly.errand(["status"]);
    expect(status.stdout).toMatch(/^nothing is running/);
    expect(said(status)[0]).toMatch(
      /^errand: 1 run is lost, and it cannot be written down: .* mounted read-only .*Next: df -h /,
    );
    spawnSync("mount", ["-o", "remount,rw", readOnly.path(".errand")]);
    expect(said(await readOnly.errand(["history"]))).toEqual([]);
  });

  it("does not start a command when the disk has room, but not for one more file", async () => {
    const crowded = project();
    mountDisk(crowded, "4m,nr_inodes=2");
    expectRefusal(
      await crowded.errand(["run", "tells"]),
      crowded,
      /no room for another file .*Next: df -i .*\.errand$/,
    );
  });

  it("closes the row of a run that filled the disk as soon as there is room", async () => {
    const full = await fullByItsRun();
    rmSync(full.project.path(".errand/ballast"));
    const ended = await full.running.ended;
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(said(ended).filter((line) => line.includes("trying again"))).toHaveLength(1);
    expect(await full.project.show()).toMatchObject({ state: "succeeded", result: "done" });
  });

  it.each([
    ["after a few seconds", () => undefined],
    ["at Ctrl-C", (running: Running) => running.kill("SIGINT")],
  ])("gives up %s on a row that cannot be closed, and says how the run ended", async (_, hurry) => {
    const full = await fullByItsRun();
    hurry(full.running);
    const ended = await full.running.ended;
    expect(ended, ended.stderr).toMatchObject({ code: 78, signal: null });
    expect(said(ended).at(-1)).toMatch(
      /^errand: fills succeeded \(exit 0\), but its row stays open and will be called lost: .* disk is full .*Next: df -h /,
    );
    rmSync(full.project.path(".errand/ballast"));
    expect(await full.project.show()).toMatchObject({ state: "lost" });
  });

  it("says that a run's row could not be closed when the disk fills up meanwhile", async () => {
    const full = new CrashProject({
      "fills.ts": command(`for (let n = 0; n < 400; n += 1) console.log("x".repeat(4096)); return "done";`),
    });
    mountDisk(full, "400k");
    const ended = await full.errand(["run", "fills"]);
    expect(ended.stderr).toMatch(/disk is full|could not be kept/);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
});

it("does not start a command when the ledger is no database", async () => {
  const damaged = project();
  damaged.write(".errand/errand.db", "this is no database, and never was one\n".repeat(200));
  expectRefusal(await damaged.errand(["run", "tells"]), damaged, /no ledger|damaged/);
});

it("does not start a command when pages of the ledger are damaged", async () => {
  const damaged = project();
  await damaged.errand(["exec", "--", "true"]);
  // Brings the log home, so that the file is what the next run reads.
  await damaged.history();
  const file = openSync(damaged.path(".errand/errand.db"), "r+");
  writeSync(
    file,
    Buffer.alloc(readFileSync(damaged.path(".errand/errand.db")).length - 100, 0xa5),
    0,
    undefined,
    100,
  );
  closeSync(file);
  expectRefusal(await damaged.errand(["run", "tells"]), damaged, /damaged/);
});

it("does not start a command when the ledger was written by a newer errand", async () => {
  const newer = project();
  await newer.errand(["exec", "--", "true"]);
  using database = new DatabaseSync(newer.path(".errand/errand.db"));
  database.exec("pragma user_version = 999");
  expectRefusal(await newer.errand(["run", "tells"]), newer, /newer errand/);
});

it("does not start a command when the ledger belongs to another program", async () => {
  const other = project();
  mkdirSync(other.path(".errand"));
  using database = new DatabaseSync(other.path(".errand/errand.db"));
  database.exec("create table songs (title text)");
  expectRefusal(await other.errand(["run", "tells"]), other, /another program/);
});

it("does not start a command when a file stands where the ledger's folder would be", async () => {
  const blocked = project();
  blocked.write(".errand", "in the way");
  expectRefusal(await blocked.errand(["run", "tells"]), blocked, /ledger/);
});

it("tells with --json too why it did not start", async () => {
  const damaged = project();
  damaged.write(".errand/errand.db", "this is no database, and never was one\n".repeat(200));
  const ended = await damaged.errand(["history", "--json"]);
  expect(ended.code).toBe(78);
  expect(JSON.parse(ended.stdout)).toMatchObject({ v: 1, error: { code: "store_corrupt" } });
});

/** A run that left no room for its own last word, which is tried again by now. */
async function fullByItsRun(): Promise<{ project: CrashProject; running: Running }> {
  const full = new CrashProject({
    "fills.ts": command(`
      const { appendFileSync } = await import("node:fs");
      for (const size of [4096, 1]) {
        try {
          for (;;) appendFileSync(".errand/ballast", Buffer.alloc(size));
        } catch {}
      }
      return "done";`),
  });
  mountDisk(full, "1m");
  const running = full.start(["run", "fills"]);
  await running.says("trying again");
  return { project: full, running };
}
