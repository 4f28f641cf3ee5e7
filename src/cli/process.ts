import { fstatSync, statSync, writeSync, type Stats } from "node:fs";
import { EXIT } from "../core/errors.ts";
import { line } from "../log/event-lines.ts";
import { watchProcessOutput } from "../runner/tee-process-output.ts";
import { runCli } from "./program.ts";
import { systemClock } from "../system-clock.ts";

/** How long a finished process waits for what is still open in it, in ms. */
const LINGER_MS = 1_000;

/** The command line in a real process: runs the verb, leaves with its exit code. `exit` ends it with `process.exitCode`. */
export async function runInProcess(exit: () => never): Promise<void> {
  // Before a config or a command is loaded, which may print, and keep what it prints by.
  watchProcessOutput();
  const leave = await runCli({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    // Each is made at the first look, and a call that needs none should pay for none.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return heedless("stdout");
    },
    get stderr() {
      return heedless("stderr");
    },
    print,
    isTerminal,
    clock: systemClock,
    endsProcess: true,
  });
  isOver = true;
  process.exitCode = leave.code;
  if (isUnheard) confess();
  if (leave.now) {
    await Promise.race([printsTaken(), systemClock.sleep(LINGER_MS)]);
    exit();
  }
  exitWhenDone(exit);
  void lingerThenExit(exit);
}

/**
 * An end by itself takes the heap apart first, 2 ms for memory that the system takes back at once. So the process is
 * ended when nothing is left to do or to write, unless somebody else waits for that moment to do more.
 */
function exitWhenDone(exit: () => never): void {
  process.prependOnceListener("beforeExit", () => {
    // What the last bytes met on their way may have changed the code.
    if (process.listenerCount("beforeExit") === 0) exit();
  });
}

/**
 * A loop with nothing left in it ends the process by itself; one that is kept open is told what by, and ended. A reader
 * that takes its time (`| less`) keeps nothing open: it is waited for, as any program waits for it.
 */
async function lingerThenExit(exit: () => never): Promise<void> {
  await printsTaken();
  await systemClock.sleep(LINGER_MS, { background: true });
  process.stderr.write(
    `${line(`the command is over, but these kept the process open: ${openHandles()}; leaving`)}\n`,
  );
  exit();
}

const heeded = new Set<NodeJS.WriteStream>();

function heedless(name: "stdout" | "stderr"): NodeJS.WriteStream {
  const stream = process[name];
  if (!heeded.has(stream)) stream.on("error", (error: NodeJS.ErrnoException) => heed(name, error));
  heeded.add(stream);
  return stream;
}

/** Resolves when readers have what was printed so far, or are gone. */
async function printsTaken(): Promise<void> {
  const owing = [...heeded].filter(({ writableLength }) => writableLength > 0);
  await Promise.all(owing.map((stream) => new Promise((taken) => stream.write("", taken))));
}

let isUnheard = false;
let isOver = false;

/**
 * A reader that went away (`| head`) is no error of ours: what it does not want, nobody writes. A full disk is one,
 * and is told once; no run ends by it, for its output is in the ledger too.
 */
function heed(name: "stdout" | "stderr", error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE" || isUnheard) return;
  isUnheard = true;
  if (name === "stdout") process.stderr.write(`${line(`stdout cannot be written: ${error.message}`)}\n`);
  if (isOver) confess();
}

/** What could not be printed was not answered. Not before the call is over: until then the exit code is the command's. */
function confess(): void {
  process.exitCode ||= EXIT.failed;
}

/**
 * To make the stream takes 2 ms, 4 for a pipe: more than most lists do besides. What the descriptor does not take at
 * once, or refuses, goes through the stream, which knows how to wait and whom to tell; so does all that follows what
 * went through a stream, which may still hold some of it.
 */
function print(text: string): void {
  const bytes = Buffer.from(text);
  const written = heeded.size > 0 ? 0 : writeNow(bytes);
  if (written < bytes.length) heedless("stdout").write(bytes.subarray(written));
}

/** How many bytes a reader took without letting us wait. */
function writeNow(bytes: Buffer): number {
  let written = 0;
  try {
    if (process.platform !== "win32")
      while (written < bytes.length) written += writeSync(DESCRIPTORS.stdout, bytes, written);
  } catch {
    // The stream says it again, and hears why.
  }
  return written;
}

const DESCRIPTORS = { stdin: 0, stdout: 1, stderr: 2 } as const;

/** Only a character device other than `/dev/null` can be a terminal; asking that first spares most calls the making of the stream. */
function isTerminal(name: keyof typeof DESCRIPTORS): boolean {
  try {
    const device = fstatSync(DESCRIPTORS[name]);
    return device.isCharacterDevice() && !isNowhere(device) && process[name].isTTY;
  } catch {
    // The descriptor is closed.
    return false;
  }
}

/** Where cron jobs send what nobody reads. */
function isNowhere({ rdev }: Stats): boolean {
  return statSync("/dev/null", { throwIfNoEntry: false })?.rdev === rdev;
}

/** What keeps the loop alive, less the process's own streams. */
function openHandles(): string {
  const counts = new Map<string, number>();
  const foreign = process
    .getActiveResourcesInfo()
    .filter((name) => name !== "PipeWrap" && name !== "TTYWrap");
  for (const name of foreign) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} × ${count}`)).join(", ");
}
