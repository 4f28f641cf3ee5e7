import { expect, it } from "vitest";
import { command, CrashProject, said } from "./harness.ts";

const CASES = [
  {
    title: "calls process.exit(0)",
    text: "process.exit(0);",
    why: /it called process\.exit\(0\) while it was imported/,
  },
  {
    title: "waits for what never comes",
    text: "await new Promise(() => {});",
    why: /it waits for something that never comes/,
  },
];

it.each(CASES)("a command's module that $title as it loads is refused, with a row", async ({ text, why }) => {
  const project = new CrashProject({ "bad.ts": text });
  const ended = await project.errand(["run", "bad"]);
  expect(ended.code).toBe(78);
  expect(said(ended)[0]).toMatch(why);
  expect(await project.history()).toMatchObject([{ command: "bad", state: "failed", exitCode: 78 }]);
});

it.each(CASES)("a config that $title is refused, and nothing is run", async ({ text, why }) => {
  const project = new CrashProject(
    { "fine.ts": command('console.log("ran");') },
    { "errand.config.js": text },
  );
  const ended = await project.errand(["run", "fine"]);
  expect(ended).toMatchObject({ code: 78, stdout: "" });
  expect(said(ended)[0]).toMatch(why);
});

it("a command may still exit when it runs", async () => {
  const project = new CrashProject({ "exits.ts": command("process.exit(3);") });
  expect((await project.errand(["run", "exits"])).code).toBe(3);
});

it("Node's loader says nothing beside errand's own words, and what a command warns of is heard", async () => {
  const project = new CrashProject({ "fine.ts": command('process.emitWarning("low on tea");') });
  const ofCommonJs = { "package.json": '{ "name": "app", "type": "commonjs" }' };
  const called = new CrashProject({ "fine.ts": command("") }, ofCommonJs);
  const refused = await called.errand(["run", "fine"]);
  expect(refused.code).toBe(78);
  expect(refused.stderr).toMatch(
    /^errand: commands\/fine\.ts does not load: .+ Next: mv \S+ \S+fine\.mts\n$/,
  );
  project.write("package.json", '{ "name": "app" }');
  const ran = await project.errand(["run", "fine"]);
  expect(ran.code).toBe(0);
  expect(ran.stderr).toMatch(/Warning: low on tea/);
  expect(ran.stderr).not.toMatch(/MODULE_TYPELESS/);
});
