import { readdirSync, readFileSync, statSync } from "node:fs";

/** A live process. `startedAt` is opaque: it tells a process from a later one with its pid. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  startedAt: string;
}

/** The live processes that this user may signal: his own, and for root everybody's. Zombies are left out. */
export function listProcesses(): ProcessEntry[] {
  return process.platform === "linux" ? listOnLinux() : listWithPs();
}

function listOnLinux(): ProcessEntry[] {
  const uid = process.getuid?.();
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      // A child of root may have taken another user's id, and must not get lost by that.
      if (uid !== 0 && statSync(`/proc/${pid}`).uid !== uid) return [];
      return parseStat(readFileSync(`/proc/${pid}/stat`, "latin1"));
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

/** `pid (name) state ppid … starttime`: the name may hold anything, so fields are counted from its last parenthesis. */
function parseStat(stat: string): ProcessEntry[] {
  const [state = "", parent, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return [];
  return [{ pid: Number.parseInt(stat, 10), parent: Number(parent), startedAt: fields[17] ?? "" }];
}

function listWithPs(): ProcessEntry[] {
  const everybody = process.getuid?.() === 0 ? "-axo" : "-xo";
  const { stdout } = askPs([everybody, "pid=,ppid=,state=,lstart="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state, startedAt] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
    if (state === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), startedAt: startedAt ?? "" }];
  });
}

/** `ps` with its times in one form: it words them by the zone and the language of whoever asks, and they are compared. */
export function askPs(args: readonly string[]): { stdout: string; status: number | null } {
  // Asked for here only: loading it costs 4 ms, and Linux needs none of it.
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  const { stdout, status } = spawnSync("ps", args, { encoding: "utf8", env });
  return { stdout, status };
}

/** Reads a variable of the environment that a process was started with. Undefined where the system does not tell. */
export function startedWith(pid: number): (name: string) => string | undefined {
  const environment = environmentOf(pid);
  return (name) => {
    const at = environment.indexOf(`\0${name}=`);
    if (at < 0) return undefined;
    const value = at + name.length + 2;
    return environment.slice(value, environment.indexOf("\0", value));
  };
}

function environmentOf(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}\0`;
  } catch {
    return "";
  }
}

/** What a process was called with, for people. */
export function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}
