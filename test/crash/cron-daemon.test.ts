import { symlinkSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { CronDaemon, whyNoDaemon } from "./cron-daemon.ts";
import { CHECKOUT, command, CrashProject, MAIN, type RunRow } from "./harness.ts";

/** Cron wakes on the minute. */
const A_MINUTE_AND_MORE = 75_000;
/** Names that cron and a shell would each read otherwise. */
const [TICKS, EACH] = ["100% of it's", "each 5%5 $HOME"];

const skipped = whyNoDaemon();

describe.skipIf(skipped !== undefined)(
  `a real cron${skipped === undefined ? "" : ` (skipped: ${skipped})`}`,
  () => {
    it(
      "runs the installed blocks of two projects, and runs them no more once they are removed",
      async () => {
        const project = sites();
        // A tick before the first one that anybody saw is nobody's.
        await call(project, TICKS, "tick");
        const daemon = await CronDaemon.start(project);
        const crontab = (site: string, ...words: string[]) =>
          daemon.call([process.execPath, MAIN, "crontab", ...words], { cwd: project.path(site) });
        expect(await crontab(TICKS, "install", "--yes")).toMatchObject({ code: 0, stderr: "" });
        expect(await crontab(EACH, "install", "--each", "--yes")).toMatchObject({ code: 0, stderr: "" });
        expect(await crontab(TICKS, "check")).toMatchObject({ code: 0 });

        expect(await firstRun(project, TICKS)).toMatchObject({ state: "succeeded", trigger: "schedule" });
        expect(await firstRun(project, EACH)).toMatchObject({ state: "succeeded", trigger: "crontab" });

        expect(await crontab(EACH, "remove", "--yes")).toMatchObject({ code: 0 });
        expect(await crontab(TICKS, "remove", "--yes")).toMatchObject({ code: 0 });
        const left = await daemon.call(["crontab", "-l"], { cwd: project.dir });
        expect(left).toMatchObject({ code: 0, stdout: "" });
        await daemon.end();
      },
      A_MINUTE_AND_MORE * 2,
    );
  },
);

function sites(): CrashProject {
  const project = new CrashProject({});
  for (const site of [TICKS, EACH]) {
    project.write(`${site}/package.json`, '{"type":"module"}');
    project.write(`${site}/commands/beat.ts`, command('console.log("beat");', 'schedule: { every: "1m" },'));
    project.write(`${site}/node_modules/.keep`, "");
    symlinkSync(CHECKOUT, project.path(`${site}/node_modules/errand`));
  }
  return project;
}

function call(project: CrashProject, site: string, ...words: string[]) {
  return project.errand(words, { cwd: project.path(site) });
}

async function firstRun(project: CrashProject, site: string): Promise<RunRow> {
  return vi.waitFor(
    async () => {
      const { stdout } = await call(project, site, "history", "--json");
      const [run] = (JSON.parse(stdout) as { runs: RunRow[] }).runs.filter(({ finishedAt }) => finishedAt);
      if (!run) throw new Error(`cron ran nothing in ${site}: ${stdout}`);
      return run;
    },
    { timeout: A_MINUTE_AND_MORE, interval: 500 },
  );
}
