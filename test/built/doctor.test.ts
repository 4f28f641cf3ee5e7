import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { expect, it } from "vitest";
import { command, CrashProject } from "../crash/harness.ts";

it("reports as JSON and nothing else, though modules print while they load", async () => {
  const project = new CrashProject({
    "talks.ts": `console.log("I am loaded"); console.error("so am I");\n${command("")}`,
  });
  const { code, stdout, stderr } = await project.errand(["doctor", "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ v: 1, healthy: true });
});

it("finds damaged pages deep in a ledger that opens", async () => {
  const project = new CrashProject({ "talks.ts": command('console.log("x".repeat(200_000));') });
  for (let run = 0; run < 3; run += 1) await project.errand(["run", "talks"]);
  // Brings the log home: what is damaged below is all there is of a page.
  await project.history();
  const path = project.path(".errand/errand.db");
  const file = openSync(path, "r+");
  const { size } = statSync(path);
  for (let page = Math.floor(size / 4096 / 2); page < size / 4096; page += 3)
    writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
  closeSync(file);
  const { code, stdout } = await project.errand(["doctor", "--deep"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✗ ledger: .*damaged.*Next: /m);
});

it("counts what was killed as lost, and says how to see it", async () => {
  const project = new CrashProject({ "long.ts": command('console.log("up"); await sleep(300_000);') });
  const running = project.start(["run", "long"]);
  await running.says("up");
  running.kill("SIGKILL");
  await running.ended;
  const { code, stdout } = await project.errand(["doctor"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^! lost runs: 1 in 7 days.*Next: errand history --state lost$/m);
});
