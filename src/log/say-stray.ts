import type { ErrandEvent } from "../core/events.ts";
import { shortId } from "../core/ids.ts";

type StrayEvent = Extract<ErrandEvent, { type: "pool.stray_error" | "inline.stray_error" | "inline.deaf" }>;

/** What a worker says of code that went its own way in a process that it shares, and the command to type next. */
export function sayStray(event: StrayEvent): [message: string, next?: string] {
  if (event.type === "inline.stray_error")
    return [`an inline run threw where no promise carries it: ${event.why}`];
  if (event.type === "pool.stray_error")
    return [
      `code of ${event.command} went on when its run was over: ${event.why}`,
      `errand show ${shortId(event.runId)}`,
    ];
  const { command, id } = event.run;
  return [
    `${command} did not stop, and its code goes on: this worker (pid ${process.pid}) takes no more runs and ends with it`,
    `errand show ${shortId(id)}`,
  ];
}
