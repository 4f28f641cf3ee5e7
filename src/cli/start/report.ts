import prettyMs from "pretty-ms";
import type { App } from "../../app.ts";
import type { LoadedSchedules } from "../../scheduler/load-schedules.ts";
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
  begin(loaded: LoadedSchedules): Promise<void>;
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
    async begin({ schedules }) {
      begun = true;
      const live = schedules.filter(({ standing }) => standing !== "removed");
      if (live.length === 0) {
        shell.note("nothing is scheduled yet", "errand schedule add --help");
        return;
      }
      shell.print(scheduleTable(await readRows(live, shell), shell));
      shell.print(`\n${count(live.length, "schedule")}; each run gets a line when it ends. Ctrl-C stops.\n`);
    },
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
    begin({ schedules }) {
      log.say("scheduler.started", { schedules: schedules.length });
      return Promise.resolve();
    },
    stopping: ({ signal, running, graceMs }) => log.say("scheduler.stopping", { signal, running, graceMs }),
    end: () => log.say("scheduler.stopped", {}),
  };
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
