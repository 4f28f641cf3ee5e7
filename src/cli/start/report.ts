import prettyMs from "pretty-ms";
import type { App } from "../../app.ts";
import { EXIT } from "../../core/errors.ts";
import { createEventLog } from "../../log/event-log.ts";
import { wordEvent } from "../../log/event-lines.ts";
import { carryFlagsInLines } from "../carry-flags.ts";
import type { Shell } from "../shell.ts";
import { count } from "./count.ts";

export interface Stopping {
  /** Null: nobody asked it to, but code in it goes on that cannot be ended without it. */
  signal: string | null;
  running: number;
  graceMs: number;
  /** It was asked before. */
  again: boolean;
}

/** Who it is that reports, and what its screen begins with. */
export interface ReportFace {
  name: "scheduler" | "worker";
  draw: () => Promise<string>;
}

/** What a long-lived process shows: a screen and a line for each end to a person, JSON lines to everybody else. */
export interface Report {
  begin(): Promise<void>;
  /** The first pass is over. */
  ready(): void;
  stopping(stopping: Stopping): void;
  end(): void;
}

export function openReport(app: App, shell: Shell, face: ReportFace): Report {
  return shell.host.isTerminal("stdout") ? openScreen(app, shell, face) : openJsonLines(app, shell, face);
}

function openScreen(app: App, shell: Shell, { draw }: ReportFace): Report {
  const { clock } = shell.host;
  const say = (text: string): void => shell.tell(`${timeOf(clock.now())}  ${text}`);
  let begun = false;
  app.events.subscribe((event) => {
    // The screen shows what is scheduled; only later changes are news.
    if (event.type === "schedules.registered" && !begun) return;
    const words = wordEvent(event, { person: true, quiet: false, now: () => clock.now() });
    if (words !== null) say(carryFlagsInLines(words, shell.configFlags).replace(/^errand: /, ""));
  });
  return {
    async begin() {
      begun = true;
      shell.print(await draw());
    },
    ready: () => undefined,
    stopping: (stopping) => say(wordStopping(stopping, { person: true })),
    end: () => say("stopped. Next: errand status"),
  };
}

function openJsonLines(app: App, shell: Shell, { name }: ReportFace): Report {
  const log = createEventLog({
    now: () => shell.host.clock.now(),
    write: (line) => shell.host.stdout.write(line),
  });
  app.events.subscribe((event) => log.write(event));
  return {
    begin: () => Promise.resolve(),
    ready() {
      log.say(`${name}.started`, {}, "started");
    },
    stopping(stopping) {
      const { signal, running, graceMs } = stopping;
      log.say(`${name}.stopping`, { signal, running, graceMs }, wordStopping(stopping, { person: false }));
    },
    end: () => log.say(`${name}.stopped`, {}, "stopped"),
  };
}

function wordStopping(
  { signal, running, graceMs, again }: Stopping,
  { person }: { person: boolean },
): string {
  const why = signal ?? `ending with exit ${EXIT.killed} for code that goes on`;
  if (again) return `${why} again: ending ${count(running, "run")} now`;
  if (running === 0) return `${why}: nothing ${signal === null ? "else " : ""}runs, stopping`;
  const hand = person && signal === "SIGINT" ? "; Ctrl-C again ends them now" : "";
  return `${why}: waiting up to ${prettyMs(graceMs)} for ${count(running, "run")}${hand}`;
}

function timeOf(now: number): string {
  return new Date(now).toTimeString().slice(0, 8);
}
