import { readCase, type NextCase, type TransitionCase } from "./known-cases.ts";
import { ticksFrom, ticksWithin } from "./ticks.ts";

/** Run under a TZ of its own: prints what every known case gives there. */
const next = readCase<NextCase>("cron-next.json")
  .filter(({ tier, expected }) => tier !== "dialect" && expected.length > 0)
  .map(({ id, expr, tz, from, expected }) => [id, ticksFrom(expr, tz, from, expected.length)]);
const transitions = readCase<TransitionCase>("dst.json").map(({ id, expr, zone, window }) => [
  id,
  ticksWithin(expr, zone, window.from_exclusive, window.to_inclusive),
]);
process.stdout.write(
  JSON.stringify({ zone: process.env["TZ"], answers: Object.fromEntries([...next, ...transitions]) }),
);
