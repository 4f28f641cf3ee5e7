import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { command, CrashProject, said } from "./harness.ts";

const SECRET = "hunter2-correct-horse";

const LEAKS = command(
  `console.log("token is " + args.token);
    log.info({ token: args.token }, "using " + args.token);
    await exec("sh", ["-c", "echo $TOKEN; echo $TOKEN >&2"], { env: { TOKEN: args.token } });
    for (const piece of [args.token.slice(0, 9), args.token.slice(9)]) process.stdout.write(piece);
    process.stdout.write("\\n");
    if (args.fail) throw new Error("the server refused " + args.token);
    return { used: args.token };`,
  `args: z.object({
    token: z.string().meta({ secret: true, env: "LEAKS_TOKEN" }),
    fail: z.boolean().default(false),
  }),`,
);

it.each([
  { title: "in a flag", words: ["--token", SECRET] },
  { title: "in a flag of a run that fails", words: ["--token", SECRET, "--fail"] },
  { title: "in --args", words: ["--args", JSON.stringify({ token: SECRET })] },
  { title: "in the environment", words: [] },
])("keeps a secret given $title out of every row, file and message", async ({ words }) => {
  const project = new CrashProject({ "leaks.ts": LEAKS });
  const env = words.length === 0 ? { LEAKS_TOKEN: SECRET } : {};
  const ended = await project.errand(["run", "leaks", ...words], { env });
  expect(ended.code).toBe(words.includes("--fail") ? 1 : 0);
  expect(said(ended).join("\n")).not.toContain(SECRET);
  for (const verb of [["history", "--json"], ["show", "--json"], ["show"], ["logs"], ["list", "--json"]]) {
    const read = await project.errand(verb);
    expect(read.stdout + read.stderr, verb.join(" ")).not.toContain(SECRET);
  }
  expect((await project.show()).args["token"]).toBe("[secret]");
  for (const file of readdirSync(project.path(".errand"))) {
    expect(readFileSync(join(project.path(".errand"), file)).includes(SECRET), file).toBe(false);
  }
});

it("keeps a secret that fails validation out of the message", async () => {
  const more = "args: z.object({ token: z.string().max(5).meta({ secret: true }) }),";
  const project = new CrashProject({ "picky.ts": command("", more) });
  const ended = await project.errand(["run", "picky", "--token", SECRET]);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("--token");
  expect(ended.stdout + ended.stderr).not.toContain(SECRET);
});

it.each([
  { title: "__proto__", text: '{"__proto__":{"polluted":true}}' },
  { title: "constructor.prototype", text: '{"constructor":{"prototype":{"polluted":true}}}' },
  { title: "__proto__ inside a free object", text: '{"free":{"__proto__":{"polluted":true}}}' },
])("takes no harm from $title in --args", async ({ text }) => {
  const body = "return { polluted: ({}).polluted ?? null, own: args.free?.polluted ?? null };";
  const more = "args: z.object({ free: z.looseObject({}).optional() }),";
  const project = new CrashProject({ "probe.ts": command(body, more) });
  const ended = await project.errand(["run", "probe", "--args", text]);
  const runs = await project.history();
  if (ended.code === 0) expect(runs[0]?.result).toEqual({ polluted: null, own: null });
  else expect({ code: ended.code, runs }).toEqual({ code: 2, runs: [] });
});

it.each([
  { title: "in a file", words: ["--args", "@big.json"] },
  { title: "on stdin", words: ["--args", "-"] },
])("refuses 10 MB of args $title, in one line", async ({ words }) => {
  const big = JSON.stringify({ text: "x".repeat(10 * 1024 * 1024) });
  const project = new CrashProject(
    { "takes.ts": command("", "args: z.object({ text: z.string() }),") },
    { "big.json": big },
  );
  const ended = await project.errand(["run", "takes", ...words], { input: big });
  expect(ended.code).toBe(2);
  expect(ended.stderr.length).toBeLessThan(500);
  expect(said(ended)).toHaveLength(1);
  expect(await project.history()).toEqual([]);
});

it.each([
  { title: "an unknown command", words: ["run", "tels"], code: 2, line: /did you mean "tells"/ },
  {
    title: "an unknown flag",
    words: ["run", "tells", "--stge", "x"],
    code: 2,
    line: /--stge.*did you mean --stage/,
  },
  {
    title: "a value that is none of the legal ones",
    words: ["run", "tells", "--stage", "x"],
    code: 2,
    line: /--stage.*drafting, review/,
  },
  { title: "args that are no JSON", words: ["run", "tells", "--args", "{no"], code: 2, line: /--args/ },
  {
    title: "an invalid duration",
    words: ["run", "--timeout", "soon", "tells"],
    code: 2,
    line: /--timeout.*"soon"/,
  },
  { title: "an invalid date", words: ["run", "--as-of", "yesterday-ish", "tells"], code: 2, line: /--as-of/ },
  { title: "an unknown run", words: ["show", "0123456789"], code: 2, line: /0123456789/ },
  { title: "an unknown verb", words: ["histroy"], code: 2, line: /histroy.*history/ },
  { title: "a command where a verb belongs", words: ["tells"], code: 2, line: /errand run tells/ },
  { title: "an unknown flag of a verb", words: ["history", "--staet", "failed"], code: 2, line: /--staet/ },
])("answers $title with one line, its exit code and no row", async ({ words, code, line }) => {
  const project = new CrashProject({
    "tells.ts": command("", 'args: z.object({ stage: z.enum(["drafting", "review"]).optional() }),'),
  });
  const ended = await project.errand(words);
  expect(ended.code, ended.stderr).toBe(code);
  expect(ended.stdout).toBe("");
  expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(ended.stderr).toMatch(line);
  expect(ended.stderr).toContain("Next: errand");
  expect(await project.history()).toEqual([]);
});

it.each([
  { title: "that throws at import", name: "throws", line: /commands\/throws\.ts.*at the top/ },
  { title: "that has no default export", name: "empty", line: /commands\/empty\.ts has no default export/ },
  { title: "that Node cannot parse", name: "garbled", line: /commands\/garbled\.ts/ },
  { title: "with an enum, which Node does not strip", name: "enums", line: /commands\/enums\.ts.*tsx/ },
])("answers a module $title with one line, exit 78 and a row that says so", async ({ name, line }) => {
  const project = new CrashProject({
    "throws.ts": 'throw new Error("at the top");',
    "empty.ts": "export const nothing = 1;",
    "garbled.ts": "export default defineCommand({{",
    "enums.ts": "enum Stage { Drafting }\nexport default Stage;",
  });
  const ended = await project.errand(["run", name]);
  expect(ended).toMatchObject({ code: 78, stdout: "" });
  expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(ended.stderr).toMatch(line);
  expect(await project.history()).toMatchObject([{ command: name, state: "failed", exitCode: 78 }]);
});

it("refuses a name that two files have, and runs the others", async () => {
  const project = new CrashProject({
    "twice.ts": command(""),
    "twice.js": command(""),
    "one.ts": command(""),
  });
  const ended = await project.errand(["run", "twice"]);
  expect(ended.code).toBe(78);
  expect(ended.stderr).toMatch(/commands\/twice\.\w+ and commands\/twice\.\w+/);
  expect((await project.errand(["run", "one"])).code).toBe(0);
});
