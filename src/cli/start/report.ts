import prettyMs from "pretty-ms";
import type { App } from "../../app.ts";
import { loadSchedules } from "../../scheduler/registry/load-schedules.ts";
import { createEventLog } from "../../log/event-log.ts";
import { wordEvent } from "../../log/event-lines.ts";
import { readRows } from "../schedule/list-rows.ts";
import { scheduleTable } from "../schedule/list-table.ts";
import type { Shell } from "../shell.ts";

export interface Stopping {
  signal: string;
  running: number;
  graceMs: number;
  /** It was asked before. */
  again: boolean;
}

/** What a scheduler shows: a screen and a line for each end to a person, JSON lines to everybody else. */
export interface Report {
  begin(): Promise<void>;
  /** The first pass is over. */
  ready(): void;
  stopping(stopping: Stopping): void;
  end(): void;
}

export function openReport(app: App, shell: Shell): Report {
  return shell.host.isTerminal("stdout") ? openScreen(app, shell) : openJsonLines(app, shell);
}

function openScreen(app: App, shell: Shell): Report {
  const { clock } = shell.host;
  const say = (text: string): void => shell.print(`${timeOf(clock.now())}  ${text}`);
  let begun = false;
  app.events.subscribe((event) => {
    // The screen shows what is scheduled; only later changes are news.
    if (event.type === "schedules.registered" && !begun) return;
    const words = wordEvent(event, { person: true, quiet: false, now: () => clock.now() });
    if (words !== null) say(words.replace(/^errand: /, ""));
  });
  return {
    async begin() {
      begun = true;
      shell.print(await drawSchedules(app, shell));
    },
    ready: () => undefined,
    stopping: (stopping) => say(wordStopping(stopping)),
    end: () => say("stopped. Next: errand status"),
  };
}

function openJsonLines(app: App, shell: Shell): Report {
  const log = createEventLog({
    now: () => shell.host.clock.now(),
    write: (line) => shell.host.stdout.write(line),
  });
  app.events.subscribe((event) => log.write(event));
  return {
    begin: () => Promise.resolve(),
    ready() {
      log.say("scheduler.started", {});
    },
    stopping: ({ signal, running, graceMs }) => log.say("scheduler.stopping", { signal, running, graceMs }),
    end: () => log.say("scheduler.stopped", {}),
  };
}

/** More than a screen shows, and nobody reads it. */
const MOST_SHOWN = 100;

async function drawSchedules({ store }: App, shell: Shell): Promise<string> {
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

function wordStopping({ signal, running, graceMs, again }: Stopping): string {
  if (again) return `${signal} again: ending ${count(running, "run")} now`;
  if (running === 0) return `${signal}: nothing runs, stopping`;
  return `${signal}: waiting up to ${prettyMs(graceMs)} for ${count(running, "run")}; Ctrl-C again ends them now`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function timeOf(now: number): string {
  return new Date(now).toTimeString().slice(0, 8);
}
