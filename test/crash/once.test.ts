import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { command, CrashProject, until } from "./harness.ts";

/*
 * Work that is done once across runs, and processes that die over it: what was kept is never done again; what was not
 * kept is done again by the next that wants it, which has not to wait for the dead.
 */

const WELCOME = command(
  `const { appendFileSync } = await import("node:fs");
  const note = (text: string) => appendFileSync("notes", text + "\\n");
  const die = () => process.kill(process.pid, "SIGKILL");
  const got = await once("welcome:ada", { for: "1h" }, async () => {
    note("did");
    if (args.dies === "within") die();
    await sleep(args.takes);
    return { mailed: "ada" };
  });
  note("returned " + got.mailed);
  if (args.dies === "after") die();
  await sleep(args.takes);`,
  `overlap: "allow", args: z.object({
    dies: z.enum(["never", "within", "after"]).default("never"),
    takes: z.int().default(0),
  }),`,
).replace("exec }", "exec, once }");

const project = (): CrashProject => new CrashProject({ "welcome.ts": WELCOME });
const notesOf = (one: CrashProject): string[] => one.read("notes").trim().split("\n");

it("is done again by the next when its process was killed before the result was kept", async () => {
  const one = project();
  expect((await one.errand(["run", "welcome", "--dies", "within"])).signal).toBe("SIGKILL");
  expect(notesOf(one)).toEqual(["did"]);
  expect((await one.errand(["run", "welcome"])).code).toBe(0);
  expect(notesOf(one)).toEqual(["did", "did", "returned ada"]);
});

it("is never done again when its process was killed after that", async () => {
  const one = project();
  expect((await one.errand(["run", "welcome", "--dies", "after"])).signal).toBe("SIGKILL");
  for (let again = 0; again < 3; again += 1) expect((await one.errand(["run", "welcome"])).code).toBe(0);
  expect(notesOf(one)).toEqual(["did", "returned ada", "returned ada", "returned ada", "returned ada"]);
});

it("is free at once for other runs when a worker was killed over it, and is then done by one of them", async () => {
  const one = project();
  await one.errand(["enqueue", "welcome", "--takes", "60000"]);
  const worker = one.start(["work"]);
  await until("the work", () => one.has("notes"));
  worker.kill("SIGKILL");
  await worker.ended;
  await one.errand(["cancel", (await one.history())[0]?.id ?? ""]);
  for (let runs = 0; runs < 3; runs += 1) await one.errand(["enqueue", "welcome"]);
  expect((await one.errand(["work", "--drain"])).code).toBe(0);
  expect(notesOf(one).toSorted()).toEqual(["did", "did", "returned ada", "returned ada", "returned ada"]);
});

it("is never done again once it returned, whenever its processes are killed", async () => {
  const one = project();
  const moments: number[] = [];
  for (let kills = 0; kills < 8; kills += 1) {
    const running = one.start(["run", "welcome", "--takes", "100"]);
    moments.push(Math.round(60 + Math.random() * 400));
    await Promise.race([sleep(moments.at(-1)), running.ended]);
    running.kill("SIGKILL");
    await running.ended;
  }
  expect((await one.errand(["run", "welcome"])).code).toBe(0);
  const notes = notesOf(one);
  const returned = notes.indexOf("returned ada");
  const told = `killed after ${moments.join(", ")} ms: ${notes.join(", ")}`;
  expect(returned, told).toBeGreaterThan(0);
  expect(notes.indexOf("did", returned), told).toBe(-1);
});
