import type { App } from "../../app.ts";
import { loadSchedules } from "../../scheduler/registry/load-schedules.ts";
import { readRows } from "../schedule/list-rows.ts";
import { scheduleTable } from "../schedule/list-table.ts";
import type { Shell } from "../shell.ts";
import { count } from "./count.ts";

/** More than a screen shows, and nobody reads it. */
const MOST_SHOWN = 100;

/** What a scheduler begins its screen with. */
export async function drawSchedules({ store }: App, shell: Shell): Promise<string> {
  const known = await store.schedules({ limit: MOST_SHOWN + 1 });
  const ends = "each run gets a line when it ends. Ctrl-C stops.\n";
  if (known.length > MOST_SHOWN) return `more than ${MOST_SHOWN} schedules (errand schedule list); ${ends}`;
  if (known.length === 0) return `nothing is scheduled yet (errand schedule add --help). Ctrl-C stops.\n`;
  const loaded = await loadSchedules({ config: await shell.config(), store, now: shell.host.clock.now() });
  const rows = await readRows(
    loaded.schedules.filter(({ standing }) => standing !== "removed"),
    shell,
  );
  return `${scheduleTable(rows, shell)}\n\n${count(rows.length, "schedule")}; ${ends}`;
}
