import { openSync } from "node:fs";
import { Socket } from "node:net";
import { expect, it } from "vitest";
import { command, CrashProject, MAIN } from "./harness.ts";

it("leaves the write-ahead log to the next run, and any read brings it home", async () => {
  const project = new CrashProject({ "tells.ts": command("return 1;") });
  await project.errand(["run", "tells"]);
  await project.errand(["run", "tells"]);
  expect(project.has(".errand/errand.db-wal")).toBe(true);
  expect(await project.history()).toMatchObject([{ state: "succeeded" }, { state: "succeeded" }]);
  expect(project.has(".errand/errand.db-wal")).toBe(false);
  expect(await project.history()).toHaveLength(2);
});

it("lets a command work on when its process would end", async () => {
  const late = "process.once('beforeExit', async () => { await null; console.log('late'); });";
  const project = new CrashProject({ "late.ts": command(late) });
  expect(await project.errand(["run", "late"])).toMatchObject({ code: 0, stdout: "late\n" });
});

it("prints all of a long list to a pipe that takes a little at a time", async () => {
  const text = "about ".repeat(2_000);
  const names = Array.from({ length: 20 }, (_, index) => `task-${index}.ts`);
  const project = new CrashProject(
    Object.fromEntries(names.map((name) => [name, command("", `description: "${text}",`)])),
  );
  // From here on both lists come from the manifest, with its order of members.
  await project.errand(["list"]);
  const plain = await project.errand(["list", "--json"]);
  await project.startProgram("mkfifo", ["slow"]).ended;
  const pipe = openSync(project.path("slow"), "r+");
  const running = project.start(["list", "--json"], { stdio: ["ignore", pipe, "inherit"] });
  // A socket makes the pipe one that never lets a writer wait, for the child at its other end too.
  const reader = new Socket({ fd: pipe, writable: false }).setEncoding("utf8");
  let seen = "";
  for await (const piece of reader) {
    seen += String(piece);
    if (seen.endsWith("\n")) break;
  }
  expect((await running.ended).code).toBe(0);
  expect(seen).toBe(plain.stdout);
  expect(seen.length).toBeGreaterThan(200_000);
});

it.each([
  { title: "a command", words: ["run", "prints"], code: 0 },
  { title: "a command that fails", words: ["run", "prints", "--fails"], code: 1 },
  { title: "a program", words: ["exec", "--", "head", "-c", "600000", "/dev/zero"], code: 0 },
])("prints all of $title to a reader that takes its time", async ({ words, code }) => {
  const more = "args: z.object({ fails: z.boolean().default(false) }),";
  const body = 'process.stdout.write("x".repeat(600_000)); if (args.fails) throw new CommandError("no");';
  const project = new CrashProject({ "prints.ts": command(body, more) });
  // Longer than a process lingers for what a command left open; one that fails waits no longer than that.
  const pause = code === 0 ? 1.5 : 0.5;
  const line = `"$0" "$@"; echo $? > code`;
  const argv = ["-c", `{ ${line}; } | { sleep ${pause}; wc -c; }`, process.execPath, MAIN, ...words];
  const ended = await project.startProgram("sh", argv).ended;
  expect(ended.stdout.trim()).toBe("600000");
  expect(ended.stderr).not.toContain("kept the process open");
  expect(project.read("code").trim()).toBe(String(code));
});

it("keeps no program that was made to end for a reader that takes nothing", async () => {
  const project = new CrashProject({});
  const line = `"$0" "$@"; echo $? > code`;
  const argv = ["-c", `{ ${line}; } | { while [ ! -e code ]; do sleep 0.05; done; wc -c; }`];
  const words = [process.execPath, MAIN, "exec", "--timeout", "500ms", "--", "yes"];
  const ended = await project.startProgram("sh", [...argv, ...words]).ended;
  expect([project.read("code").trim(), ended.stderr]).toEqual(["124", expect.stringContaining("timed out")]);
  expect(await project.show()).toMatchObject({ state: "timed_out" });
});
