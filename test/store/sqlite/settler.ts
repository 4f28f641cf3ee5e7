import { openStore } from "../../../src/store/open.ts";
import { due } from "../build.ts";

/*
 * A process of its own for `settlers.test.ts`: settles the ticks of `essays:check`, a few at a time, until all of them
 * are settled, and tells how many were its own. No clock: the ticks are one second apart, the last is given.
 */
const [file = "", lastText = "", step = "1"] = process.argv.slice(2);
const last = Number(lastText);
const store = openStore({ file, now: last });
const scheduleId = "essays:check";

let own = 0;
for (let from = await watermark(); from < last; from = await watermark()) {
  const to = Math.min(last, from + Number(step) * 1_000);
  const count = (to - from) / 1_000;
  const ticks = Array.from({ length: count }, (_, index) =>
    due(from + (index + 1) * 1_000, { policy: "allow" }),
  );
  const [result] = await store.settle([{ scheduleId, from, to, ticks }], { host: "web-1", now: to });
  own += result?.ticks.length ?? 0;
}
process.stdout.write(String(own));
store.close();

async function watermark(): Promise<number> {
  return (await store.findSchedule(scheduleId))?.watermark ?? last;
}
