import { expect, it } from "vitest";
import { command, CrashProject } from "../crash/harness.ts";

const SAY_WHICH = `import * as errand from "errand";\n${command('console.log(errand.mark ?? "the one that was called");')}`;

it("gives a command the errand that was called, where that is the project's own", async () => {
  const project = new CrashProject({ "talks.ts": SAY_WHICH });
  expect(await project.errand(["run", "talks"])).toMatchObject({
    code: 0,
    stdout: "the one that was called\n",
  });
});

it("gives a command the errand that is installed nearer to it", async () => {
  const project = new CrashProject({ "talks.ts": SAY_WHICH });
  const nearer = "commands/node_modules/errand";
  project.write(`${nearer}/package.json`, '{"name":"errand","type":"module","exports":"./other.js"}');
  project.write(
    `${nearer}/other.js`,
    'export * from "../../../node_modules/errand/dist/index.js"; export const mark = "another";',
  );
  expect(await project.errand(["run", "talks"])).toMatchObject({ code: 0, stdout: "another\n" });
});

it("gives errand to a command that requires it", async () => {
  const project = new CrashProject({
    "talks.cjs": `const { defineCommand } = require("errand");
module.exports = defineCommand({ summary: "Ask", run() { console.log("required"); } });`,
  });
  expect(await project.errand(["run", "talks"])).toMatchObject({ code: 0, stdout: "required\n" });
});
