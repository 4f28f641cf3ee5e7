import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Owner } from "../core/run.ts";
import { askPs } from "./process-table.ts";

/** This process, named so that no later process with its pid can be taken for it. */
export function ownIdentity(): Owner {
  return {
    host: hostname(),
    bootId: bootId(),
    pid: process.pid,
    startedAt: startOf(process.pid) ?? UNREADABLE,
  };
}

/**
 * Whether an owner still lives: `unknown` where this process cannot tell (another host, another pid namespace, a
 * process that is there but hidden from us). A zombie is dead: it will never run a line again.
 */
export function liveness(owner: Owner): "alive" | "dead" | "unknown" {
  if (owner.host !== hostname()) return "unknown";
  const here = bootId();
  if (owner.bootId !== here) return kernelOf(owner.bootId) === kernelOf(here) ? "unknown" : "dead";
  const start = startOf(owner.pid);
  if (start === undefined) return "dead";
  if (start === UNREADABLE || owner.startedAt === UNREADABLE) return "unknown";
  return start === owner.startedAt ? "alive" : "dead";
}

/** Whether this host was restarted since that process began: it went with all others, and through no fault of its own. */
export function wasRestartedSince(owner: Owner): boolean {
  return owner.host === hostname() && kernelOf(owner.bootId) !== kernelOf(bootId());
}

/** Stands for the start of a process that is there, but whose start the system keeps to itself. */
const UNREADABLE = "unknown";

/** The boot of this machine and the namespace in which pids mean something: `BOOT/NAMESPACE`. */
function bootId(): string {
  return `${readOr("/proc/sys/kernel/random/boot_id", "boot").trim()}/${linkOr("/proc/self/ns/pid", "pid")}`;
}

function kernelOf(id: string): string {
  return id.split("/")[0] ?? "";
}

/** When a live process began, in a form to compare; undefined when there is none, or only what is left of one. */
export function startOf(pid: number): string | undefined {
  return process.platform === "linux" ? startOnLinux(pid) : startElsewhere(pid);
}

function startOnLinux(pid: number): string | undefined {
  const stat = readOr(`/proc/${pid}/stat`, "");
  // `hidepid`, or no /proc at all: not seeing a process is no proof that it is gone.
  if (stat === "") return isThere(pid) ? UNREADABLE : undefined;
  // The name stands in parentheses and may hold anything, parentheses too: fields are counted from the last one.
  const [state = "", ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "Z" || state === "X" ? undefined : fields[18];
}

function startElsewhere(pid: number): string | undefined {
  if (process.platform === "win32") return isThere(pid) ? "running" : undefined;
  const { stdout, status } = askPs(["-o", "lstart=", "-p", String(pid)]);
  return status === 0 ? stdout.trim() || undefined : undefined;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is, though it is not ours to signal.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return otherwise;
  }
}

function linkOr(file: string, otherwise: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return otherwise;
  }
}
