import { Writable } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { shortId } from "../../src/core/ids.ts";
import type { Run } from "../../src/core/run.ts";
import type { EndingSignal } from "../../src/runner/signals.ts";
import { closing, finished, finishedAs, NOON, startRequest, started } from "../store/build.ts";
import { chunks, print, useProject } from "./test-project.ts";

const project = useProject();
const LOG = `{"level":30,"time":${NOON},"msg":"sent"}`;

/** A finished run that printed on every stream. */
async function talker(wish: Parameters<typeof started>[1] = {}): Promise<Run> {
  const run = await started(project().store, wish);
  await print(
    project().store,
    run,
    ["stdout", "one\ntwo\n"],
    ["stderr", "aside\n"],
    ["log", `${LOG}\n`],
    ["stdout", "end"],
  );
  await project().store.finish(closing(run));
  return run;
}

describe("logs of a run that is over", () => {
  it("are all that it printed, in order, on stdout", async () => {
    await talker();
    expect(await project().call("logs")).toEqual({
      code: 0,
      stdout: `one\ntwo\naside\n${LOG}\nend\n`,
      stderr: "",
    });
  });

  it.each([
    [["--stream", "stderr"], "aside\n"],
    [["--grep", "^(one|SENT)$"], "one\n"],
    [["--grep", "SENT", "-i"], `${LOG}\n`],
    [["--tail", "2"], `${LOG}\nend\n`],
    [["--tail", "1", "--stream", "stdout"], "end\n"],
    [["--tail", "1", "--grep", "o"], "two\n"],
    [["--timestamps", "--stream", "stderr"], "2026-03-01T12:00:01.000Z aside\n"],
    [["--raw", "--stream", "stdout"], "one\ntwo\nend"],
    [["--attempt", "1", "--tail", "1"], "end\n"],
    [["--tail", "0"], ""],
  ])("%j", async (flags, stdout) => {
    await talker();
    expect(await project().call("logs", ...flags)).toMatchObject({ code: 0, stdout });
  });

  it("are a line of JSON each for a program", async () => {
    const run = await talker();
    const { stdout } = await project().call("logs", "--json", "--stream", "stdout");
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ text }) => text)).toEqual(["one", "two", "end"]);
    expect(lines[2]).toEqual({
      v: 1,
      runId: run.id,
      attempt: 1,
      at: "2026-03-01T12:00:03.000Z",
      stream: "stdout",
      text: "end",
    });
  });

  it("are worded and coloured for a person, who is told which run they are of", async () => {
    const run = await talker();
    const { stdout, stderr } = await project().callWith({ columns: 80 }, "logs");
    expect(stdout).toMatch(/^one\ntwo\naside\n.*INFO.* sent\nend\n$/);
    expect(stderr).toBe(`errand: run ${shortId(run.id)} of essays:check, succeeded, 1m ago\n`);
    expect((await project().callWith({ columns: 80 }, "logs", run.id)).stderr).toBe("");
  });

  it("keep every byte when they are raw", async () => {
    const run = await started(project().store);
    const bytes = Buffer.from([0x00, 0xff, 0xc3, 0x28, 0x1b, 0x5b, 0x32, 0x4a]);
    await print(project().store, run, ["stdout", bytes]);
    await project().store.finish(closing(run));
    const seen: Buffer[] = [];
    const stdout = new Writable({
      write(part: Buffer, _encoding, done) {
        seen.push(part);
        done();
      },
    });
    await project().callWith({ stdout }, "logs", "--raw");
    expect(Buffer.concat(seen)).toEqual(bytes);
  });

  it("say where the cap cut: among the lines, or beside the raw bytes", async () => {
    const run = await started(project().store);
    const [head, tail] = chunks(["stdout", "head\n"], ["stdout", "tail\n"]);
    const output = { chunks: [head!, { ...tail!, offset: 2_053 }], cut: null, totalBytes: 2_058 };
    await project().store.finish(closing(run, { output }));
    expect((await project().call("logs")).stdout).toBe(
      "head\n… 2.0 KiB cut here to keep the log within its cap …\ntail\n",
    );
    expect(await project().call("logs", "--raw")).toMatchObject({
      stdout: "head\ntail\n",
      stderr: "errand: 2.0 KiB cut here to keep the log within its cap\n",
    });
  });
});

describe("the run whose logs they are", () => {
  it.each([
    [[], "last"],
    [["last"], "last"],
    [["--failed"], "failed"],
    [["--command", "backup"], "backup"],
    [["--command", "backup", "--failed"], "broken"],
  ])("%j", async (words, name) => {
    const broken = await finishedAs(project().store, "timed_out", { command: "backup" });
    const runs = {
      broken,
      backup: await finished(project().store, { command: "backup" }),
      failed: await finishedAs(project().store, "lost"),
      last: await finished(project().store),
    };
    const { stderr } = await project().callWith({ columns: 80 }, "logs", "--tail", "0", ...words);
    expect(stderr).toContain(shortId(runs[name as keyof typeof runs].id));
  });

  it.each([
    [["abcd", "--failed"], /--failed chooses a run, and so does "abcd": give one/],
    [["abcd", "--command", "x"], /--command chooses a run/],
    [["--command", "nothing"], /there is no run of nothing/],
    [["--failed"], /no run went wrong/],
    [["--attempt", "3"], /--attempt 3: run [0-9a-f-]+ has had 1 attempt/],
    [["--grep", "("], /--grep "\(" is no regular expression/],
    [["--stream", "out"], /--stream "out" must be one of stdout, stderr, log/],
    [["--raw", "--grep", "x"], /"--raw" cannot be used with option "--grep PATTERN"/],
  ])("is refused plainly: %j", async (words, said) => {
    await finished(project().store);
    const { code, stdout, stderr } = await project().call("logs", ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(said);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("silence", () => {
  const say = async (...flags: string[]): Promise<string> => {
    const { code, stdout, stderr } = await project().call("logs", ...flags);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    return stderr;
  };

  it("is told from a mistake", async () => {
    const run = await finished(project().store);
    expect(await say()).toBe(`errand: the run printed nothing. Next: errand show ${shortId(run.id)}\n`);
    expect(await say("--stream", "log")).toContain("the run printed nothing to log");
    expect(await say("--grep", "x")).toContain("no line matches");
  });

  it("of a run that was skipped names its reason", async () => {
    await started(project().store, { now: NOON + 50_000 });
    await project().store.begin(startRequest({ now: NOON + 50_000, pid: 101 }));
    expect(await say()).toMatch(/the run was skipped: run .* has held "essays:check" for 0 s/);
  });
});

describe("logs --follow", () => {
  const live = () => started(project().store, { now: NOON + 50_000 });

  it("shows what is there, then what comes, until the run is over", async () => {
    const { store, clock } = project();
    const run = await live();
    await print(store, run, ["stdout", "one\nhalf"]);
    const following = project().call("logs", "-f", "--tail", "1");
    while (clock.sleepers === 0) await new Promise((resolve) => setImmediate(resolve));
    const [, , ...more] = chunks(
      ["stdout", "one\n"],
      ["stdout", "half"],
      ["stdout", " way\n"],
      ["stderr", "end"],
    );
    await store.finish(closing(run, { output: { chunks: more, cut: null, totalBytes: 15 } }));
    await clock.advance(200);
    expect(await following).toEqual({
      code: 0,
      stdout: "one\nhalf way\nend\n",
      stderr: `errand: essays:check succeeded after 0ms. Next: errand show ${shortId(run.id)}\n`,
    });
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends cleanly at %s, with exit code %i, and lets the run go on", async (signal, code) => {
    const { clock } = project();
    const run = await live();
    await print(project().store, run, ["stdout", "half"]);
    let send: (signal: EndingSignal) => void = () => undefined;
    const deafen = vi.fn();
    const signals = { listen: (listener: typeof send) => ((send = listener), deafen) };
    const following = project().callWith({ signals }, "logs", "-f");
    while (clock.sleepers === 0) await new Promise((resolve) => setImmediate(resolve));
    send(signal);
    expect(await following).toEqual({ code, stdout: "half\n", stderr: "" });
    expect(deafen).toHaveBeenCalledOnce();
    expect(await project().store.findRun(run.id)).toMatchObject({
      state: "running",
      cancelRequestedAt: null,
    });
  });

  it("ends when its run's owner died", async () => {
    const { clock } = project();
    await live();
    const following = project().call("logs", "-f");
    while (clock.sleepers === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(30_000);
    expect((await following).stderr).toMatch(/^errand: essays:check lost after /);
  });

  it("ends without a word when its reader went away", async () => {
    const run = await live();
    await print(project().store, run, ["stdout", "one\n"]);
    const gone = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    const stdout = new Writable({ write: (_part, _encoding, done) => done(gone) });
    expect(await project().callWith({ stdout }, "logs", "-f")).toMatchObject({ code: 0, stderr: "" });
  });
});
