import { expect, it } from "vitest";
import { command, CrashProject } from "./harness.ts";

const MIB = 1024 * 1024;

const TORRENT = command(`const piece = Buffer.alloc(${MIB}, "0123456789abcde\\n");
    for (let sent = 0; sent < 200; sent += 1) {
      if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once("drain", resolve));
    }`);

it.each([
  { title: "a command", words: ["run", "torrent"] },
  { title: "a program", words: ["exec", "--", "head", "-c", String(200 * MIB), "/dev/zero"] },
])("passes 200 MB of $title on, keeps the first and the last of it, and stays small", async ({ words }) => {
  const project = new CrashProject({ "torrent.ts": TORRENT });
  const ended = await project.inShell(words, "| wc -c");
  expect(Number(ended.stdout)).toBe(200 * MIB);
  const { state, attempts } = await project.show();
  expect(state).toBe("succeeded");
  expect(attempts[0]?.outputBytes).toBe(200 * MIB);
  expect(attempts[0]?.peakRss ?? 0).toBeLessThan(220 * MIB);
  const logs = await project.errand(["logs"]);
  // The cap is 1 MiB; a byte that is no text takes four characters to show.
  expect(logs.stdout.length).toBeLessThan(5 * MIB);
  expect(logs.stdout + logs.stderr).toMatch(/cut|left out|not kept/);
});

it.each(["process", "pool", "inline"])(
  "stays small over 200 MB of a queued command, isolation %s",
  async (isolation) => {
    const project = new CrashProject({
      "torrent.ts": TORRENT.replace("async run", `isolation: "${isolation}",\n  async run`),
    });
    await project.errand(["enqueue", "torrent"]);
    expect((await project.errand(["work", "--drain"])).code).toBe(0);
    const { state, attempts } = await project.show();
    expect([state, attempts[0]?.outputBytes]).toEqual(["succeeded", 200 * MIB]);
    expect(attempts[0]?.peakRss ?? 0).toBeLessThan(160 * MIB);
  },
);

it("keeps what a command prints by what its module printed by while it loaded", async () => {
  const prints = command(`console.log("by console"); stdout.write("by stream\\n"); kept("by write\\n");`);
  const project = new CrashProject({
    "early.ts": `console.log("loaded");
      const { stdout } = process;
      const kept = stdout.write.bind(stdout);
      ${prints}`,
  });
  const printed = "by console\nby stream\nby write\n";
  expect((await project.errand(["run", "early"])).stdout).toBe(`loaded\n${printed}`);
  const attempt = (await project.show()).attempts[0];
  expect(attempt?.outputBytes).toBe(printed.length);
});

it("survives a reader that goes away", async () => {
  const project = new CrashProject({
    "loud.ts": command('for (let n = 0; n < 20_000; n += 1) console.log("line " + n); return "all";'),
  });
  const ended = await project.inShell(["run", "loud"], "| head -1");
  expect(ended.stdout).toBe("line 0\n");
  expect(ended.stderr).not.toContain("EPIPE");
  expect(await project.show()).toMatchObject({ state: "succeeded", result: "all" });
});

it.each(["history", "show", "logs", "status", "list", "list --json", "doctor", "--help"])(
  "leaves in silence when nobody reads `errand %s`",
  async (line) => {
    const project = new CrashProject({ "talks.ts": command('console.log("out");') });
    await project.errand(["run", "talks"]);
    const ended = await project.inShell(line.split(" "), "| true");
    expect(ended.stderr).not.toMatch(/EPIPE|at .*\.js/);
  },
);

it.each([
  { title: "stdin", redirect: "<&-" },
  { title: "stdout", redirect: ">&-" },
  { title: "stderr", redirect: "2>&-" },
  { title: "every stream", redirect: "<&- >&- 2>&-" },
])("runs with $title closed", async ({ redirect }) => {
  const project = new CrashProject({
    "talks.ts": command('console.log("out"); console.error("err"); log.info("log"); return 1;'),
  });
  const ended = await project.inShell(["run", "talks"], redirect);
  expect(ended.code).toBe(0);
  expect(await project.show()).toMatchObject({ state: "succeeded", result: 1 });
});

const HOSTILE = Buffer.from([
  0x1b, 0x5d, 0x30, 0x3b, 0x70, 0x77, 0x6e, 0x07, 0x00, 0xff, 0xfe, 0xc3, 0x28, 0x1b, 0x5b, 0x32, 0x4a, 0x0a,
]);

it("passes hostile bytes on as they are, and keeps every one", async () => {
  const project = new CrashProject({
    "hostile.ts": command(`process.stdout.write(Buffer.from("${HOSTILE.toString("hex")}", "hex"));`),
  });
  const running = project.start(["run", "hostile"]);
  expect((await running.ended).code).toBe(0);
  expect(running.bytes("stdout")).toEqual(HOSTILE);
  expect((await project.show()).attempts[0]?.outputBytes).toBe(HOSTILE.length);
});

it("shows no control character of args, errors and results to a reader's terminal", async () => {
  const more = "args: z.object({ who: z.string() }),";
  const project = new CrashProject({
    "greet.ts": command("throw new CommandError(`no ${args.who}`);", more),
  });
  const who = "\u001b]0;pwned\u0007\u009b2J\u202eevil";
  const ended = await project.errand(["run", "greet", "--who", who]);
  const seen = [
    ended,
    ...(await Promise.all(["history", "show", "status"].map((verb) => project.errand([verb])))),
  ];
  for (const { stdout, stderr } of seen) {
    expect(stdout + stderr).not.toMatch(/[\u001b\u0007\u009b\u202e]/);
  }
  expect((await project.show()).args).toEqual({ who });
});
