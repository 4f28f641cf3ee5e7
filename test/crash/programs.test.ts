import { expect, it } from "vitest";
import { CrashProject, said } from "./harness.ts";

it.each([
  { title: "passes exit code 0 on", program: ["true"], code: 0, row: { state: "succeeded", exitCode: 0 } },
  {
    title: "passes exit code 7 on",
    program: ["sh", "-c", "exit 7"],
    code: 7,
    row: { state: "failed", exitCode: 7 },
  },
  {
    title: "names a program that is not there",
    program: ["no-such-program-anywhere"],
    code: 127,
    row: { state: "failed", exitCode: 127 },
  },
  {
    title: "names a file that may not be executed",
    program: ["./plain.txt"],
    code: 126,
    row: { state: "failed", exitCode: 126 },
  },
  {
    title: "tells the signal that ended the program",
    program: ["sh", "-c", "kill -TERM $$"],
    code: 143,
    row: { state: "failed", exitCode: 143 },
  },
])("exec $title", async ({ program, code, row }) => {
  const project = new CrashProject({}, { "plain.txt": "no program" });
  const ended = await project.errand(["exec", "--name", "it", "--", ...program]);
  expect(ended.code, ended.stderr).toBe(code);
  expect(await project.show()).toMatchObject({ command: "it", ...row });
  if (code > 100 && code < 128) expect(said(ended).join("\n")).toContain(program[0]);
});

it("exec gives the program our stdin, and its output to the ledger and to us", async () => {
  const project = new CrashProject({});
  const ended = await project.errand(["exec", "--", "sh", "-c", "cat; echo aside >&2"], {
    input: "line in\n",
  });
  expect(ended.stdout).toBe("line in\n");
  expect(ended.stderr).toContain("aside");
  const logs = await project.errand(["logs"]);
  expect(logs.stdout).toContain("line in");
});

it("exec ends with the program, though a grandchild holds its stdout", async () => {
  const project = new CrashProject({});
  const begun = Date.now();
  const ended = await project.errand(["exec", "--", "sh", "-c", "sleep 60 & echo $! > held.pid; echo over"]);
  expect(ended).toMatchObject({ code: 0, stdout: "over\n" });
  expect(Date.now() - begun).toBeLessThan(15_000);
  try {
    process.kill(Number(project.read("held.pid")), "SIGKILL");
  } catch {
    // errand ended it already.
  }
});

it("exec shares the lock of its name across processes", async () => {
  const project = new CrashProject({});
  const holder = project.start([
    "exec",
    "--name",
    "one",
    "--",
    "sh",
    "-c",
    "echo up; while [ ! -e release ]; do sleep 0.05; done",
  ]);
  await holder.says("up");
  const second = await project.errand(["exec", "--name", "one", "--", "echo", "ran"]);
  expect(second).toMatchObject({ code: 0, stdout: "" });
  project.touch("release");
  await holder.ended;
  expect((await project.history()).map(({ state }) => state)).toEqual(["skipped", "succeeded"]);
});
