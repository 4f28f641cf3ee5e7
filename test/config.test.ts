import { availableParallelism } from "node:os";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { CONFIG_VARIABLES } from "../src/config/environment.ts";
import { defineConfig, readConfig } from "../src/config.ts";
import { inNode, makeProject } from "./command/project.ts";

const DAY = 86_400_000;

const read = (cwd: string, env: NodeJS.ProcessEnv = {}, flags = {}) => readConfig({ cwd, env, flags });

/** A project whose config file says this. */
const withConfig = (text: string, name = "errand.config.js"): string => makeProject({ [name]: text });

async function refusal(cwd: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const error: unknown = await read(cwd, env).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "ErrandError", code: "invalid_config", exitCode: 78 });
  return (error as Error).message;
}

describe("a project that says nothing", () => {
  it("has defaults, frozen", async () => {
    const root = makeProject({});
    const config = await read(root);
    expect(config).toEqual({
      root,
      file: null,
      commands: join(root, "commands"),
      database: join(root, ".errand/errand.db"),
      import: [],
      envFile: null,
      timeoutMs: null,
      workTimeoutMs: 3_600_000,
      pool: { size: availableParallelism(), maxRuns: 100_000 },
      killAfterMs: 10_000,
      keep: { runsMs: 90 * DAY, failuresMs: 365 * DAY, max: 1_000_000 },
      output: { cap: 1_048_576 },
      schedules: [],
      timezone: null,
      environment: "development",
      concurrency: 8,
      attempts: 3,
      queues: {},
      routes: [],
      graceMs: 30_000,
      notify: [],
      untold: null,
      expect: [],
      hooks: {},
    });
    for (const part of [config, config.keep, config.output, config.import, config.schedules])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it.each([
    ["export default { timeout: '5m' };", 300_000],
    ["export default { timeout: '5m', workTimeout: '2h' };", 7_200_000],
    ["export default { workTimeout: null };", null],
    ["export default { timeout: null };", 3_600_000],
  ])("limits background runs by what %s says", async (text, workTimeoutMs) => {
    expect(await read(withConfig(text))).toMatchObject({ workTimeoutMs });
  });

  it("costs no schema library", async () => {
    const root = makeProject({});
    const { stdout } = await inNode(`
      const { registerHooks } = await import("node:module");
      const seen = [];
      registerHooks({ resolve(specifier, context, next) { seen.push(specifier); return next(specifier, context); } });
      const { readConfig } = await module("config.ts");
      await readConfig({ cwd: ${JSON.stringify(root)}, env: {}, flags: { database: "x.db" } });
      console.log(seen.includes("zod"));
    `);
    expect(stdout).toBe("false\n");
  });
});

describe("the root", () => {
  it("is the nearest folder upwards with a package.json or a config file", async () => {
    const root = makeProject({
      "deep/er/x.txt": "",
      "inner/errand.config.js": "export default {};",
      "inner/src/x.txt": "",
    });
    expect((await read(join(root, "deep/er"))).root).toBe(root);
    expect((await read(join(root, "inner/src"))).root).toBe(join(root, "inner"));
  });

  it("is the working folder where there is neither", async () => {
    const folder = join(dirname(makeProject({})), "errand-bare", "folder");
    mkdirSync(folder, { recursive: true });
    expect((await read(folder)).root).toBe(folder);
  });

  it("is the folder of the config file that is asked for", async () => {
    const root = makeProject({ "other/mine.js": 'export default { commands: "tasks" };' });
    const there = {
      root: join(root, "other"),
      commands: join(root, "other/tasks"),
      file: join(root, "other/mine.js"),
    };
    expect(await read(root, {}, { config: "other/mine.js" })).toMatchObject(there);
    expect(await read(root, { ERRAND_CONFIG: "other/mine.js" })).toMatchObject(there);
  });
});

describe("a config file", () => {
  it.each(["ts", "mts", "js", "mjs"])("may be .%s", async (extension) => {
    const root = withConfig("export default { timeout: '5m' };", `errand.config.${extension}`);
    expect(await read(root)).toMatchObject({
      timeoutMs: 300_000,
      file: join(root, `errand.config.${extension}`),
    });
  });

  it("sets every key", async () => {
    const root = withConfig(`export default {
      commands: "tasks", database: "/var/lib/errand.db", import: ["tsx"], timeout: "1h", killAfter: "30s",
      keep: { runs: "7d", failures: "30d", max: 10 }, output: { cap: 2048 },
    };`);
    expect(await read(root)).toMatchObject({
      commands: join(root, "tasks"),
      database: "/var/lib/errand.db",
      import: ["tsx"],
      timeoutMs: 3_600_000,
      killAfterMs: 30_000,
      keep: { runsMs: 7 * DAY, failuresMs: 30 * DAY, max: 10 },
      output: { cap: 2048 },
    });
  });

  it("keeps the defaults of what it leaves out", async () => {
    expect(await read(withConfig("export default { keep: { max: 5 }, timeout: null };"))).toMatchObject({
      timeoutMs: null,
      keep: { runsMs: 90 * DAY, failuresMs: 365 * DAY, max: 5 },
      output: { cap: 1_048_576 },
    });
  });

  it("is typed by defineConfig, which changes nothing", () => {
    const config = { commands: "tasks" };
    expect(defineConfig(config)).toBe(config);
  });

  it.each([
    [
      "export default { comands: 'x' };",
      'errand.config.js: there is no key "comands"; did you mean "commands"?',
    ],
    [
      "export default { keep: { rums: '1d' } };",
      'errand.config.js: there is no key "keep.rums"; did you mean "keep.runs"?',
    ],
    [
      "export default { zzzzzzzz: 1 };",
      /there is no key "zzzzzzzz"; keys are commands, database, import, envFile, timeout, workTimeout, pool, pool.size, pool.maxRuns, killAfter, keep, keep.runs/,
    ],
    [
      "export default { timeout: 'soon' };",
      'errand.config.js: timeout "soon" must be a duration such as 90s, 15m, 1h30m, 14d or 2w',
    ],
    [
      "export default { timeout: '0s' };",
      'errand.config.js: timeout "0s" must be a duration such as 90s, 15m, 1h30m, 14d or 2w, and longer than 0',
    ],
    ["export default { workTimeout: '0ms' };", /workTimeout "0ms" must be .* longer than 0/],
    ["export default { timeout: 5000 };", "errand.config.js: timeout 5000 must be text"],
    ["export default { keep: { max: 0 } };", "errand.config.js: keep.max 0 must be at least 1"],
    ["export default { output: { cap: 1.5 } };", "errand.config.js: output.cap 1.5 must be a whole number"],
    ["export default { import: 'tsx' };", 'errand.config.js: import "tsx" must be a list'],
    ["export default { killAfter: null };", "errand.config.js: killAfter null must be text"],
    [
      "export default { timeout: 'a', killAfter: 'b' };",
      /timeout "a" must .*; errand.config.js: killAfter "b" must/,
    ],
    [
      "export default 5;",
      "errand.config.js must export an object by default: export default defineConfig({ … })",
    ],
    ["export const a = 1;", /must export an object by default/],
    ["throw new Error('no luck');", /^errand.config.js does not load: no luck/],
    ["export default {", /^errand.config.js does not load: /],
  ])("%s is refused", async (text, message) => {
    expect(await refusal(withConfig(text))).toMatch(message);
  });

  it("must be one", async () => {
    const root = makeProject({
      "errand.config.ts": "export default {};",
      "errand.config.js": "export default {};",
    });
    expect(await refusal(root)).toBe(
      `${root} has two config files, errand.config.ts and errand.config.js: delete one`,
    );
  });

  it("must be there when it is asked for", async () => {
    const root = makeProject({});
    expect(await refusal(root, { ERRAND_CONFIG: "none.ts" })).toBe(
      `there is no config file ${join(root, "none.ts")}`,
    );
  });
});

it("names the keys of a queue", async () => {
  expect(await refusal(withConfig("export default { queues: { a: { wieght: 1 } } };"))).toBe(
    'errand.config.js: there is no key "queues.a.wieght"; did you mean "weight"?',
  );
  expect(await refusal(withConfig("export default { queues: { a: { colour: 1 } } };"))).toBe(
    'errand.config.js: there is no key "queues.a.colour"; keys are weight, concurrency, rate',
  );
});

describe("notify", () => {
  const withRule = (rule: string): string => withConfig(`export default { notify: [${rule}] };`);
  const secret = "0123456789abcdef";

  it("is read with its defaults, and with values of the environment", async () => {
    const root = withConfig(`export default {
      notify: [
        { to: { slack: { url: { env: "SLACK_URL" } } } },
        { on: ["dead"], commands: "nightly-*", after: 3, lateBy: "5m", to: { webhook: { url: "https://x.example/y", secret: "${secret}" } } },
        { to: { email: { to: "ops@example.com", from: "errand <errand@example.com>" } } },
        { commands: "backup", to: { ping: "https://hc-ping.com/uuid" } },
      ],
      expect: [{ command: "backup", within: "26h" }],
    };`);
    const env = { SLACK_URL: "https://hooks.slack.com/services/T", SMTP_URL: "smtp://mail.example:587" };
    const { notify, expect: expected } = await read(root, env);
    const usual = { on: ["failure", "recovered", "overdue"], commands: "*", after: 1, lateByMs: 60_000 };
    expect(notify).toMatchObject([
      { ...usual, channel: { kind: "slack", url: env.SLACK_URL } },
      {
        on: ["dead"],
        commands: "nightly-*",
        after: 3,
        lateByMs: 300_000,
        channel: { kind: "webhook", secret },
      },
      { ...usual, channel: { kind: "email", to: ["ops@example.com"], smtp: env.SMTP_URL } },
      { on: [], commands: "backup", channel: { kind: "ping", url: "https://hc-ping.com/uuid" } },
    ]);
    expect(expected).toEqual([{ command: "backup", withinMs: 26 * 3_600_000 }]);
    for (const { channel } of notify)
      expect(channel.key).toMatch(
        /^(?:(?:slack|ping)-[0-9a-f]{8}|(?:webhook|email)-[0-9a-f]{8}-[0-9a-f]{8})$/,
      );
  });

  it("may take its secrets from the envFile", async () => {
    const root = makeProject({
      "errand.config.js": `export default { envFile: ".env", notify: [{ to: { ping: { env: "ERRAND_TEST_PING" } } }] };`,
      ".env": "ERRAND_TEST_PING=https://hc-ping.com/uuid",
    });
    expect((await read(root)).notify).toMatchObject([{ channel: { url: "https://hc-ping.com/uuid" } }]);
    delete process.env["ERRAND_TEST_PING"];
  });

  const bad = (rule: string, rest: string) => [rule, `errand.config.js: notify.0.${rest}`];

  it.each([
    bad("{ to: { ping: 'hc-ping.com' } }", 'to.ping "hc-ping.com" must be an http:// or https:// URL'),
    bad(
      "{ to: { ping: 'ftp://user:pass@x/token' } }",
      'to.ping "ftp://x" must be an http:// or https:// URL',
    ),
    bad("{ to: { slack: { url: undefined } } }", 'to.slack.url undefined must be text, or { env: "NAME" }'),
    bad("{ to: { slack: {} } }", 'to.slack.url undefined must be text, or { env: "NAME" }'),
    bad(
      "{ to: { webhook: { url: 'https://x' } } }",
      'to.webhook.secret undefined must be text, or { env: "NAME" }',
    ),
    bad(
      "{ to: { webhook: { url: 'https://x', secret: 'hunter2' } } }",
      "to.webhook.secret (7 characters) must be 16 characters or more",
    ),
    bad(
      "{ to: { email: { to: 'ops', from: 'e@x.example', smtp: 'smtp://x' } } }",
      'to.email.to "ops" must be an e-mail address',
    ),
    bad("{ to: {} }", "to must hold exactly one of webhook, slack, email, ping"),
    bad(
      "{ on: ['deth'], to: { ping: 'https://x' } }",
      'on.0 "deth" must be one of failure, dead, recovered, late, overdue, skip',
    ),
    bad("{ on: [], to: { slack: { url: 'https://x' } } }", "on must have at least 1 value"),
    bad(
      "{ commands: 'a b', to: { ping: 'https://x' } }",
      'commands "a b" must be a command, or a pattern such as "nightly-*"',
    ),
    bad("{ after: 0, to: { slack: { url: 'https://x' } } }", "after 0 must be at least 1"),
  ])("%s is refused in one line", async (rule, message) => {
    expect(await refusal(withRule(rule))).toBe(message);
  });

  it.each([
    bad(
      "{ to: { slack: { url: { env: 'NO_SUCH' } } } }",
      "to.slack.url from the variable NO_SUCH, which is not set: it must be an http:// or https:// URL",
    ),
    bad(
      "{ to: { email: { to: 'ops@x.example', from: 'e@x.example' } } }",
      "to.email.smtp from the variable SMTP_URL, which is not set: it must be smtp://user:password@host:587 or smtps://…",
    ),
    bad(
      "{ to: { ping: { env: 'WORD' } } }",
      "to.ping from the variable WORD must be an http:// or https:// URL",
    ),
    bad(
      "{ to: { webhook: { url: 'https://x', secret: { env: 'WORD' } } } }",
      "to.webhook.secret from the variable WORD (5 characters) must be 16 characters or more",
    ),
  ])("%s is no fault of the config: nobody is told, and it says why", async (rule, message) => {
    const root = withRule(`${rule}, { commands: "b", to: { ping: "https://hc-ping.com/uuid" } }`);
    const { notify, untold } = await read(root, { WORD: "s3cr3" });
    expect(notify).toEqual([]);
    expect(untold?.faults).toEqual([{ commands: "*", message }]);
    expect(untold?.readable).toMatchObject([{ commands: "b", channel: { kind: "ping" } }]);
  });

  it("has no events beside a ping", async () => {
    expect(await refusal(withRule("{ on: ['dead'], to: { ping: 'https://x' } }"))).toMatch(
      /^errand.config.js: notify.0 must have neither on, after nor lateBy beside ping/,
    );
  });

  it("names the keys that a rule has", async () => {
    expect(await refusal(withRule("{ onn: ['dead'], to: { ping: 'https://x' } }"))).toBe(
      'errand.config.js: there is no key "notify.0.onn"; did you mean "on"?',
    );
    expect(await refusal(withRule("{ to: { discord: { url: 'https://x' } } }"))).toContain(
      'there is no key "notify.0.to.discord"; keys are webhook, slack, email, ping',
    );
  });

  it("and its neighbours are refused by their names", async () => {
    expect(
      await refusal(withConfig("export default { expect: [{ command: 'a', within: '0s' }] };")),
    ).toContain("longer than 0");
    expect(await refusal(withConfig("export default { expect: [{ command: 'a', within: 'soon' }] };"))).toBe(
      'errand.config.js: expect.0.within "soon" must be a duration such as 90s, 15m, 1h30m, 14d or 2w',
    );
    expect(await refusal(withConfig("export default { hooks: { onFailure: 5 } };"))).toBe(
      "errand.config.js: hooks.onFailure 5 must be a function",
    );
    expect(await refusal(withConfig("export default { hooks: { onFail() {} } };"))).toContain(
      'there is no key "hooks.onFail"',
    );
  });
});

describe("the environment", () => {
  it.each([
    ["ERRAND_COMMANDS", "/tasks", { commands: "/tasks" }],
    ["ERRAND_DATABASE", "/x.db", { database: "/x.db" }],
    ["ERRAND_IMPORT", "tsx, ./first.js", { import: ["tsx", "./first.js"] }],
    ["ERRAND_TIMEOUT", "5m", { timeoutMs: 300_000 }],
    ["ERRAND_KILL_AFTER", "1s", { killAfterMs: 1000 }],
    ["ERRAND_KEEP_RUNS", "1d", { keep: { runsMs: DAY } }],
    ["ERRAND_KEEP_FAILURES", "2d", { keep: { failuresMs: 2 * DAY } }],
    ["ERRAND_KEEP_MAX", "5", { keep: { max: 5 } }],
    ["ERRAND_OUTPUT_CAP", "2048", { output: { cap: 2048 } }],
  ])("%s=%s", async (name, value, expected) => {
    expect(CONFIG_VARIABLES.map((variable) => variable.name)).toContain(name);
    expect(await read(makeProject({}), { [name]: value })).toMatchObject(expected);
  });

  it.each([
    ["ERRAND_TIMEOUT", "soon", 'ERRAND_TIMEOUT "soon" must be a duration such as 90s, 15m, 1h30m, 14d or 2w'],
    ["ERRAND_KEEP_MAX", "many", 'ERRAND_KEEP_MAX "many" must be a number'],
    ["ERRAND_OUTPUT_CAP", "5", "ERRAND_OUTPUT_CAP 5 must be at least 1024"],
  ])("%s=%s is refused by its name", async (name, value, message) => {
    expect(await refusal(makeProject({}), { [name]: value })).toBe(message);
  });

  it("says nothing with an empty variable, nor with variables that are not ours", async () => {
    expect(await read(makeProject({}), { ERRAND_TIMEOUT: "", ERRAND_RUN_ID: "x" })).toMatchObject({
      timeoutMs: null,
    });
  });
});

describe("order", () => {
  it("is flags, environment, file, defaults", async () => {
    const root = withConfig("export default { database: 'file.db', timeout: '1s', killAfter: '1s' };");
    const env = { ERRAND_DATABASE: "env.db", ERRAND_TIMEOUT: "2s" };
    expect(await read(root)).toMatchObject({ database: join(root, "file.db"), timeoutMs: 1000 });
    expect(await read(root, env)).toMatchObject({
      database: join(root, "env.db"),
      timeoutMs: 2000,
      killAfterMs: 1000,
    });
    expect(await read(root, env, { database: "flag.db" })).toMatchObject({ database: join(root, "flag.db") });
  });

  it("counts a flag's path from the working folder, and all others from the root", async () => {
    const root = makeProject({ "deep/x.txt": "" });
    const cwd = join(root, "deep");
    expect((await read(cwd, { ERRAND_DATABASE: "a.db" })).database).toBe(join(root, "a.db"));
    expect((await read(cwd, {}, { database: "a.db" })).database).toBe(join(cwd, "a.db"));
  });
});

describe("envFile", () => {
  afterEach(() => {
    delete process.env["ERRAND_TEST_WORD"];
  });

  it("is loaded into the process, under what was set before", async () => {
    const root = makeProject({
      "errand.config.js": "export default { envFile: '.env' };",
      ".env": "ERRAND_TEST_WORD=from-file\n",
    });
    await read(root);
    expect(process.env["ERRAND_TEST_WORD"]).toBe("from-file");
    process.env["ERRAND_TEST_WORD"] = "set-before";
    await read(root);
    expect(process.env["ERRAND_TEST_WORD"]).toBe("set-before");
  });

  it("is not looked for unless the config says so", async () => {
    await read(
      makeProject({ "errand.config.js": "export default {};", ".env": "ERRAND_TEST_WORD=from-file\n" }),
    );
    expect(process.env["ERRAND_TEST_WORD"]).toBeUndefined();
  });

  it("must be there when the config says so", async () => {
    expect(await refusal(withConfig("export default { envFile: '.env' };"))).toMatch(
      /^envFile .*\.env cannot be read: /,
    );
  });
});
