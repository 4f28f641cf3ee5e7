import { expect, it } from "vitest";
import { scheduleLine, tickLine, type Caller } from "../../../src/scheduler/crontab/lines.ts";

const CALLER: Caller = {
  root: "/srv/it's 5%",
  node: "/opt/node/bin/node",
  main: "/srv/errand/dist/main.js",
  flags: [],
  environment: undefined,
};
const PATH = `PATH='/opt/node/bin':"\${PATH:-/usr/bin:/bin}"`;

it("ticks every minute, by absolute paths", () => {
  expect(tickLine(CALLER)).toBe(
    String.raw`* * * * * cd '/srv/it'\''s 5\%' && ${PATH} '/opt/node/bin/node' '/srv/errand/dist/main.js' tick --cron`,
  );
});

it("takes the environment and the flags of its caller along", () => {
  const line = tickLine({ ...CALLER, flags: ["--config", "/etc/my errand.ts"], environment: "production" });
  expect(line).toContain(`${PATH} NODE_ENV='production' '/opt`);
  expect(line).toMatch(/ tick --cron --config '\/etc\/my errand\.ts'$/);
});

it("runs one schedule, whose words are kept back until it fails", () => {
  const line = scheduleLine({ id: "it's", time: "0 8 * * *" }, { ...CALLER, flags: ["--config", "/c.ts"] });
  expect(line).toMatch(/^0 8 \* \* \* cd /);
  expect(line).toContain(
    String.raw` schedule run --trigger crontab --quiet --config '/c.ts' -- 'it'\''s' 2>&1) || printf '\%s\n' "$out"`,
  );
});
