import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { runCli } from "../../src/cli/program.ts";
import type { runJson } from "../../src/core/run-json.ts";
import type { Host } from "../../src/cli/host.ts";
import type { AttemptRef, OutputChunk } from "../../src/core/run.ts";
import type { SignalSource } from "../../src/runner/signals.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock, type ManualClock } from "../../src/testing/manual-clock.ts";
import { makeProject } from "../command/project.ts";
import { NOON } from "../store/build.ts";

export interface Called {
  code: number;
  stdout: string;
  stderr: string;
}

type RunAnswer = ReturnType<typeof runJson>;

/** The members of the objects that verbs print; each has some of them. */
export interface Answer {
  run: RunAnswer;
  runs: RunAnswer[];
  next: string;
  failures: { command: string; open: boolean; lastDay: number }[];
  error: { code: string; message: string; next?: string };
}

export interface CallOptions {
  /** A person at a terminal of so many columns. Default: pipes. */
  columns?: number;
  env?: NodeJS.ProcessEnv;
  signals?: SignalSource;
  /** Takes what is written to stdout instead. */
  stdout?: Writable;
}

/** A project with a ledger of its own, in which verbs are called as if typed, a minute past noon. */
export interface TestProject {
  readonly dir: string;
  readonly store: Store;
  readonly clock: ManualClock;
  call(...argv: string[]): Promise<Called>;
  callWith(options: CallOptions, ...argv: string[]): Promise<Called>;
  /** What `--json` gives. */
  json(...argv: string[]): Promise<Answer>;
  /** A command of the project. */
  write(path: string, text: string): void;
}

/** A new project for each test of a file; look at it within a test only. */
export function useProject(): () => TestProject {
  let project: Project | undefined;
  beforeEach(() => {
    project = new Project(emptyFolder());
  });
  afterEach(() => {
    project?.end();
    rmSync(project?.dir ?? "", { recursive: true });
  });
  return () => project!;
}

/**
 * One project with these files for all tests of a file, so that its commands are described once; the ledger is new for
 * each. Commands can be described and run in it.
 */
export function useProjectWith(files: Record<string, string>): () => TestProject {
  let project: Project | undefined;
  let dir = "";
  beforeAll(() => {
    dir = makeProject(files);
  });
  beforeEach(() => {
    project = new Project(dir);
  });
  afterEach(() => {
    project?.end();
    for (const part of ["", "-wal", "-shm"]) rmSync(join(dir, `.errand/errand.db${part}`), { force: true });
  });
  afterAll(() => {
    rmSync(dir, { recursive: true });
  });
  return () => project!;
}

function emptyFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "errand-verbs-"));
  writeFileSync(join(dir, "package.json"), `{ "name": "essays", "type": "module" }`);
  return dir;
}

class Project implements TestProject {
  readonly dir: string;
  readonly clock = manualClock(NOON + 60_000);
  readonly store: Store;

  constructor(dir: string) {
    this.dir = dir;
    this.store = openStore({ file: join(this.dir, ".errand/errand.db"), now: NOON });
  }

  call(...argv: string[]): Promise<Called> {
    return this.callWith({}, ...argv);
  }

  async callWith(options: CallOptions, ...argv: string[]): Promise<Called> {
    const said = { stdout: "", stderr: "" };
    const { code } = await runCli(this.#host(argv, said, options));
    return { code, ...said };
  }

  async json(...argv: string[]): Promise<Answer> {
    return JSON.parse((await this.call(...argv, "--json")).stdout) as Answer;
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.dir, path, ".."), { recursive: true });
    writeFileSync(join(this.dir, path), text);
  }

  end(): void {
    this.store.close();
  }

  #host(argv: string[], said: { stdout: string; stderr: string }, options: CallOptions): Host {
    const { columns, env = {}, signals, stdout } = options;
    return {
      argv,
      env,
      cwd: this.dir,
      stdin: process.stdin,
      stdout: Object.assign(stdout ?? collector(said, "stdout"), {
        columns,
      }) as unknown as NodeJS.WriteStream,
      stderr: collector(said, "stderr") as unknown as NodeJS.WriteStream,
      isTerminal: () => columns !== undefined,
      clock: this.clock,
      ...(signals ? { signals } : {}),
    };
  }
}

function collector(said: { stdout: string; stderr: string }, name: "stdout" | "stderr"): Writable {
  return new Writable({
    write(bytes: Buffer, _encoding, done) {
      said[name] += bytes.toString();
      done();
    },
  });
}

/** Output as a run writes it: each part of one stream, one after the other. */
export function chunks(
  ...parts: [stream: OutputChunk["stream"], text: string | Uint8Array][]
): OutputChunk[] {
  let offset = 0;
  return parts.map(([stream, text], index) => {
    const bytes = Buffer.from(text);
    const chunk = { offset, at: NOON + index * 1_000, stream, bytes };
    offset += bytes.length;
    return chunk;
  });
}

/** Gives an open attempt its output. */
export async function print(
  store: Store,
  run: { id: string; attempt: number },
  ...parts: Parameters<typeof chunks>
): Promise<void> {
  const ref: AttemptRef = { runId: run.id, attempt: run.attempt };
  const output = chunks(...parts);
  const totalBytes = output.reduce((total, { bytes }) => total + bytes.length, 0);
  await store.appendOutput(ref, { chunks: output, cut: null, totalBytes });
}
