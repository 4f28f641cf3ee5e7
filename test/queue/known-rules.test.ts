import { writeFileSync } from "node:fs";
import { beforeEach, expect, it, vi } from "vitest";
import { readConfig, type Config } from "../../src/config.ts";
import { KnownRules } from "../../src/queue/known-rules.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { command, makeProject } from "../command/project.ts";
import { NOON } from "../store/build.ts";

let config: Config;
let clock: ManualClock;
let rules: KnownRules;
let news: number;

beforeEach(async () => {
  config = await readConfig({
    cwd: makeProject({ "commands/old.ts": command("Old", "concurrency: 2,") }),
    env: {},
  });
  clock = manualClock(NOON);
  news = 0;
  rules = new KnownRules(clock, () => (news += 1));
});

const limitOf = async (name: string): Promise<number | null | undefined> =>
  (await rules.read(config)).commands[name]?.limit.concurrency;
const write = (name: string, text: string): void => writeFileSync(`${config.commands}/${name}.ts`, text);

it("reads a command that is new by itself before it lets a run of it in", async () => {
  expect(await limitOf("old")).toBe(2);
  write("fresh", command("Fresh", `concurrency: 1, isolation: "pool",`));
  expect(rules.letsIn("fresh", config)).toBe(false);
  expect(rules.isLearning).toBe(true);
  await vi.waitUntil(() => news === 1);
  expect([await limitOf("fresh"), await limitOf("old"), rules.isLearning]).toEqual([1, 2, false]);
  expect((await rules.read(config)).lanes.pool).toEqual(["fresh"]);
});

it("lets in a run whose module cannot be read, for a second, and reads it again then", async () => {
  await rules.read(config);
  write("broken", `throw new Error("no route");`);
  expect(rules.letsIn("broken", config)).toBe(false);
  await vi.waitUntil(() => news === 1);
  expect(rules.letsIn("broken", config)).toBe(true);
  await clock.advance(1_000);
  write("broken", command("Mended", "concurrency: 3,"));
  expect(rules.letsIn("broken", config)).toBe(false);
  await vi.waitUntil(() => news === 2);
  expect(await limitOf("broken")).toBe(3);
});

it("lets in at once what has no module: a program of a schedule, or a command that is gone", async () => {
  await rules.read(config);
  expect([rules.letsIn("df", config), news]).toEqual([true, 0]);
});

it("reads all anew aside, and answers with what it knows until then", async () => {
  await rules.read(config);
  write("old", command("Old", "concurrency: 7,"));
  await clock.advance(5_000);
  expect(await limitOf("old")).toBe(2);
  await vi.waitUntil(async () => (await limitOf("old")) === 7);
});
