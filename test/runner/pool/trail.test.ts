import { mkdtempSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Trail, TrailWriter } from "../../../src/runner/pool/trail.ts";

const REFUSED = { refused: { code: "invalid_args" as const, message: "no", next: null }, marks: 0 };
let room: string;
let trail: Trail;
let writer: TrailWriter;

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "errand-trail-"));
  trail = new Trail(room);
  writer = new TrailWriter(trail.fd);
});

afterEach(() => trail.close());

it("says nothing before the first run, and leaves no file behind", () => {
  expect(trail.read(0)).toEqual({ ends: [], lives: false });
  expect(readdirSync(room)).toEqual([]);
});

it("tells what is over before the one that lives, each as it ended", () => {
  writer.begin(0);
  writer.begin(1);
  writer.keep(1, REFUSED);
  writer.begin(2);
  expect(trail.read(0)).toEqual({ ends: [null, REFUSED], lives: true });
  expect(trail.read(1)).toEqual({ ends: [REFUSED], lives: true });
  expect(trail.read(2)).toEqual({ ends: [], lives: true });
  writer.rest(2);
  expect(trail.read(2)).toEqual({ ends: [null], lives: false });
  expect(trail.read(3)).toEqual({ ends: [], lives: false });
});

it("has no say in what went over the wire, and forgets it", () => {
  writer.begin(0);
  writer.keep(0, REFUSED);
  const size = (): number => statSync(`/dev/fd/${trail.fd}`).size;
  const kept = size();
  writer.begin(1);
  writer.told(1);
  expect(size()).toBeLessThan(kept);
  expect(trail.read(0)).toBeNull();
  expect(trail.read(1)).toEqual({ ends: [], lives: true });
});

it("keeps what came after what was told", () => {
  writer.begin(0);
  writer.keep(0, REFUSED);
  writer.begin(1);
  writer.keep(1, REFUSED);
  writer.told(1);
  writer.begin(2);
  expect(trail.read(1)).toEqual({ ends: [REFUSED], lives: true });
});

it("says that an end is not kept when it cannot be written, and nothing once it is closed", () => {
  writer.begin(0);
  trail.close();
  expect(writer.keep(0, REFUSED)).toBe(false);
  expect(trail.read(0)).toBeNull();
});

it("never takes an end for a plain success that was written or told while it read", async () => {
  const told = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { fd: trail.fd, runs: 20_000, told };
  const thread = new Worker(new URL("./trail-thread.ts", import.meta.url), { workerData });
  const work = { isOver: false };
  thread.once("exit", () => (work.isOver = true));
  let read = 0;
  while (!work.isOver) {
    const from = Atomics.load(told, 0);
    const traces = trail.read(from);
    for (const [index, end] of (traces?.ends ?? []).entries()) {
      expect(end).toMatchObject({ refused: { message: String(from + index) } });
      read += 1;
    }
    await setImmediate();
  }
  expect(read).toBeGreaterThan(0);
});
