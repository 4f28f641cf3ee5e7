import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/*
 * The built CLI in a project of its own, under real signals. Nothing here waits a fixed time for something to
 * happen: it looks until it has, or fails and says what it waited for.
 */

export const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
export const MAIN = join(CHECKOUT, "dist", "main.js");

/** A run as `--json` shows it; only what tests look at. */
export interface RunRow {
  id: string;
  command: string;
  args: Record<string, unknown>;
  state: string;
  trigger: string;
  reason: string | null;
  exitCode: number | null;
  error: { name: string; message: string; stack: string | null } | null;
  result: unknown;
  parentId: string | null;
  pid: number | null;
  failures: number;
  losses: number;
  runAfter: string | null;
  startedAt: string | null;
  finishedAt: string | null;
}

export interface AttemptRow {
  outcome: string | null;
  signal: string | null;
  outputBytes: number;
  cpuMs: number | null;
  peakRss: number | null;
}

/** How a process ended, and all that it printed. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface StartOptions {
  env?: Record<string, string>;
  stdio?: StdioOptions;
  input?: string | Buffer;
  cwd?: string;
}

/** A command's module: `run` is its body, `more` other members of its definition. */
export function command(run: string, more = ""): string {
  return `import { CommandError, defineCommand, z } from "errand";
import { setTimeout as sleep } from "node:timers/promises";
import { existsSync, writeFileSync } from "node:fs";

export default defineCommand({
  summary: "Do what a test asks for",
  ${more}
  async run({ args, log, signal, exec }) {
    ${run}
  },
});
`;
}

/** In a command: goes on when the test calls \`project.touch(name)\`. */
export function untilTouched(name: string): string {
  return `while (!existsSync(${JSON.stringify(name)})) await sleep(20);`;
}

/** A program of ours that runs: what it said so far, and its end. */
export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };

  constructor(file: string, args: string[], { cwd, env, stdio, input }: StartOptions) {
    this.#child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...QUIET, ...env },
      stdio: stdio ?? "pipe",
    });
    for (const name of ["stdout", "stderr"] as const)
      this.#child[name]?.on("data", (bytes: Buffer) => this.#said[name].push(bytes));
    this.#child.stdin?.on("error", () => undefined);
    this.#child.stdin?.end(input);
    this.ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      );
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get stdout(): string {
    return this.bytes("stdout").toString();
  }

  get stderr(): string {
    return this.bytes("stderr").toString();
  }

  bytes(name: "stdout" | "stderr"): Buffer {
    return Buffer.concat(this.#said[name]);
  }

  /** Waits until it printed `text` on either stream. */
  async says(text: string): Promise<void> {
    const over = this.ended.then(() => true);
    const heard = async (): Promise<boolean> => {
      if (this.stdout.includes(text) || this.stderr.includes(text)) return true;
      if (await Promise.race([over, sleep(0, false)])) throw new Error(`ended without "${text}"`);
      return false;
    };
    await this.#until(`"${text}" from pid ${this.pid}`, heard);
  }

  /** Waits until it has ended; one that does not is told with what it said so far. */
  async ends(): Promise<Ended> {
    await this.#until(`the end of pid ${this.pid}`, () => this.isOver());
    return this.ended;
  }

  async #until(what: string, look: () => Promise<boolean> | boolean): Promise<void> {
    await until(what, look).catch((error: unknown) => {
      throw new Error(`${String(error)}; it said:\n${this.stdout}${this.stderr}`, { cause: error });
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

/** What a person's own settings would change. */
const QUIET = { ERRAND_RUN_ID: undefined, NODE_OPTIONS: undefined, NO_COLOR: "1" };

export class CrashProject {
  readonly dir: string;
  readonly #started: Running[] = [];

  constructor(commands: Record<string, string>, files: Record<string, string> = {}) {
    this.dir = mkdtempSync(join(tmpdir(), "errand-crash-"));
    this.write("package.json", '{"name":"crash","type":"module"}');
    for (const [name, text] of Object.entries(commands)) this.write(`commands/${name}`, text);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    mkdirSync(join(this.dir, "node_modules"));
    symlinkSync(CHECKOUT, join(this.dir, "node_modules", "errand"));
    onTestFinished(() => this.#remove());
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  write(name: string, text: string | Buffer): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** Makes a file that a command waits for. */
  touch(name: string): void {
    this.write(name, "");
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** Starts errand with these words. */
  start(words: string[], options: StartOptions = {}): Running {
    return this.startProgram(process.execPath, [MAIN, ...words], options);
  }

  startProgram(file: string, args: string[], options: StartOptions = {}): Running {
    const running = new Running(file, args, { cwd: this.dir, ...options });
    this.#started.push(running);
    return running;
  }

  async errand(words: string[], options: StartOptions = {}): Promise<Ended> {
    return this.start(words, options).ended;
  }

  /** The same, typed at a shell: `tail` redirects or pipes it. */
  async inShell(words: string[], tail: string): Promise<Ended> {
    return this.startProgram("sh", ["-c", `"$0" "$@" ${tail}`, process.execPath, MAIN, ...words]).ended;
  }

  /** Every run, newest first. */
  async history(...words: string[]): Promise<RunRow[]> {
    return (await this.#json<{ runs: RunRow[] }>(["history", "--limit", "1000", ...words])).runs;
  }

  async show(id = "last"): Promise<RunRow & { attempts: AttemptRow[] }> {
    return (await this.#json<{ run: RunRow & { attempts: AttemptRow[] } }>(["show", id])).run;
  }

  async #json<Body>(words: string[]): Promise<Body> {
    const { code, stdout, stderr } = await this.errand([...words, "--json"]);
    if (code !== 0)
      throw new Error(`errand ${words.join(" ")} exited with ${String(code)}: ${stdout}${stderr}`);
    return JSON.parse(stdout) as Body;
  }

  /** Ends what is left of what this project started, and nothing else. */
  async #remove(): Promise<void> {
    const left = this.#started.filter((running) => !running.isOver());
    for (const running of left) running.kill("SIGKILL");
    await Promise.all(left.map(({ ended }) => ended));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

/** Looks until it sees something, and returns that. */
export async function until<Seen>(
  what: string,
  look: () => Promise<Seen | false | undefined> | Seen | false | undefined,
): Promise<Seen> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms in vain for ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !["Z", "X"].includes(stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3));
  } catch {
    return false;
  }
}

/** The pid that a program of the test wrote down. */
export async function pidIn(project: CrashProject, name: string): Promise<number> {
  return until(
    `a pid in ${name}`,
    () => (project.has(name) && Number(project.read(name).trim())) || undefined,
  );
}

/** Lines of stderr that errand itself wrote. */
export function said(ended: Pick<Ended, "stderr">): string[] {
  return ended.stderr.split("\n").filter((line) => line.startsWith("errand: "));
}
