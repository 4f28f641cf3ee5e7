import { once } from "node:events";
import { createServer } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { command, CrashProject, pidIn, until } from "./harness.ts";

/** A web server on loopback that keeps what it was asked. */
async function startServer(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    request.resume();
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`, asked };
}

const hook = (url: string): string =>
  `{ to: { webhook: { url: "${url}/hook", secret: "0123456789abcdef" } } }`;

const config = (url: string, more = ""): string =>
  `export default { notify: [${hook(url)}, { to: { ping: "${url}/ping" } }], ${more} };`;

it("a notice outlives the kill of the process that closed the run, and goes out once", async () => {
  const { url, asked } = await startServer();
  // Hooks are waited for before anything is sent: the run is closed by then.
  const hangs = `onFailure: async () => { (await import("node:fs")).writeFileSync("hook.pid", String(process.pid));
    await new Promise((resolve) => setTimeout(resolve, 60_000)); },`;
  const project = new CrashProject(
    { "backup.ts": command('throw new Error("disk full");', hangs) },
    { "errand.config.ts": `export default { notify: [${hook(url)}] };` },
  );
  const run = project.start(["run", "backup"]);
  await pidIn(project, "hook.pid");
  run.kill("SIGKILL");
  await run.ended;
  const [row] = await project.history();
  expect(row).toMatchObject({ state: "failed", exitCode: 1 });
  expect(asked).toEqual([]);
  await project.errand(["tick"]);
  await project.errand(["tick"]);
  expect(asked).toEqual(["/hook"]);
});

it("tells of a run that ended its own process, with the next one that is lived", async () => {
  const { url, asked } = await startServer();
  const project = new CrashProject(
    { "leave.ts": command("process.exit(3);"), "ok.ts": command("return 1;") },
    { "errand.config.ts": config(url) },
  );
  expect((await project.errand(["run", "leave"])).code).toBe(3);
  expect((await project.errand(["run", "ok"])).code).toBe(0);
  expect(asked).toContain("/hook");
});

it("tells of what was lived by processes whose config has no rules", async () => {
  const { url, asked } = await startServer();
  const project = new CrashProject(
    { "fail.ts": command('throw new Error("disk full");') },
    { "errand.config.ts": config(url) },
  );
  await project.errand(["tick"]);
  project.write("errand.config.ts", "export default {};");
  expect((await project.errand(["run", "fail"])).code).toBe(1);
  await project.errand(["tick"]);
  project.write("errand.config.ts", config(url));
  await project.errand(["tick"]);
  expect(asked).toContain("/hook");
});

it("two schedulers tell of each run once", async () => {
  const { url, asked } = await startServer();
  const project = new CrashProject(
    { "leave.ts": command("process.exit(3);", 'overlap: "allow",') },
    { "errand.config.ts": config(url) },
  );
  const both = [project.start(["start"]), project.start(["start"])];
  for (const scheduler of both) await scheduler.says("scheduler.started");
  for (let round = 0; round < 4; round += 1)
    await Promise.all([1, 2, 3].map(() => project.errand(["run", "leave"])));
  const fails = () => asked.filter((path) => path.startsWith("/ping/fail"));
  await until("a ping for each run", () => fails().length >= 12);
  for (const scheduler of both) scheduler.kill("SIGTERM");
  await Promise.all(both.map(({ ended }) => ended));
  expect(fails()).toHaveLength(12);
  expect(new Set(fails()).size).toBe(12);
  expect(asked.filter((path) => path === "/hook")).toHaveLength(1);
});

it("a channel that does not answer, and a hook that ends its process, change no exit code", async () => {
  const hooks = "hooks: { onSuccess() { process.exit(9); } },";
  const project = new CrashProject(
    { "ok.ts": command("return 1;") },
    { "errand.config.ts": config("http://127.0.0.1:9", hooks) },
  );
  const ended = await project.errand(["run", "ok"]);
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain("onSuccess of ok failed, its run stays as it is");
  expect(ended.stderr).not.toContain("left running");
  expect(await project.show()).toMatchObject({ state: "succeeded", result: 1 });
});
