import { spawn } from "node:child_process";
import type { Host } from "../host.ts";

export interface SystemdNotifier {
  ready(): void;
  /** The scheduler made a pass; told to systemd's watchdog no more often than it asks for. */
  alive(): void;
  stopping(): void;
}

/**
 * Tells systemd how the service stands (sd_notify(3)), where it asks to be told. Node cannot write to the kind of
 * socket that systemd listens on, so systemd's own `systemd-notify` says it; the unit needs `NotifyAccess=all`.
 */
export function notifySystemd({ env, clock }: Pick<Host, "env" | "clock">): SystemdNotifier {
  if (!env["NOTIFY_SOCKET"]) return { ready() {}, alive() {}, stopping() {} };
  const beatMs = Number(env["WATCHDOG_USEC"] ?? 0) / 2_000;
  let lastBeat = -Infinity;
  return {
    ready: () => say(["--ready", `--pid=${process.pid}`]),
    alive() {
      if (beatMs === 0 || clock.monotonic() - lastBeat < beatMs) return;
      lastBeat = clock.monotonic();
      say(["WATCHDOG=1"]);
    },
    stopping: () => say(["STOPPING=1"]),
  };
}

/** Where the program is missing nothing is told, and systemd's own time limit says so. */
function say(words: string[]): void {
  spawn("systemd-notify", words, { stdio: "ignore" }).on("error", () => undefined);
}
