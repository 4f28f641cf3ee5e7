import { fileURLToPath } from "node:url";
import { sortEntries } from "../../src/cli/crontab/sort-entries.ts";
import { readConfig } from "../../src/config.ts";
import { blockOf } from "../../src/scheduler/crontab/block.ts";
import { scheduleLine, tickLine } from "../../src/scheduler/crontab/lines.ts";
import { loadSchedules } from "../../src/scheduler/registry/load-schedules.ts";

/** Writes `crontab.example` anew: one command, typed in the checkout. */
export const REGENERATE = "node test/built/crontab-example.ts > crontab.example";

const CALLER = {
  root: "/path/to/project",
  node: "/usr/bin/node",
  main: "/path/to/project/node_modules/errand/dist/main.js",
  flags: [],
  environment: undefined,
};
const NOW = Date.UTC(2026, 10, 23);
const ZONE = "Europe/London";

/** The lines of the sample commands, as they would be on a host in London. */
export async function makeExample(): Promise<string> {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const config = { ...(await readConfig({ cwd, env: {} })), timezone: ZONE };
  const store = { schedules: () => Promise.resolve([]) };
  const { schedules } = await loadSchedules({ config, store, now: NOW });
  const host = { zone: ZONE, now: NOW, environment: "production" };
  const { entries, leftOut } = sortEntries(schedules, host);
  return [
    "# How the system's cron runs the sample commands, if they stand in /path/to/project. `errand crontab install` writes",
    "# such a block with your own paths, and leaves all other lines alone.",
    `# Made by: ${REGENERATE}`,
    "",
    blockOf(CALLER.root, [tickLine(CALLER)]),
    "# Or a line for each schedule (`errand crontab install --each`), on a host in Europe/London. cron then knows no pause",
    "# and catches nothing up. Take the one or the other: both would run everything twice.",
    ...entries.map((entry) => `#${scheduleLine(entry, CALLER)}`),
    ...leftOut.map(({ id, reason }) => `# ${id} is left out, as it ${reason}: the line that ticks runs it.`),
    "",
  ].join("\n");
}

if (import.meta.main) process.stdout.write(await makeExample());
