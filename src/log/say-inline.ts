import type { ErrandEvent } from "../core/events.ts";
import { shortId } from "../core/ids.ts";

type InlineEvent = Extract<ErrandEvent, { type: "inline.stray_error" | "inline.deaf" }>;

/** What a worker says of runs that live in its own process, and the command to type next. */
export function sayInline(event: InlineEvent): [message: string, next?: string] {
  if (event.type === "inline.stray_error")
    return [`an inline run threw where no promise carries it: ${event.why}`];
  const { command, id } = event.run;
  return [
    `${command} did not stop, and its code goes on: this worker (pid ${process.pid}) takes no more runs and ends with it`,
    `errand show ${shortId(id)}`,
  ];
}
