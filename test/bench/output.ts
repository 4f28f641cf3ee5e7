import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, type Measurement } from "./measure.ts";
import { ERRAND, makeProject } from "./project.ts";

const PLAIN_TEE = fileURLToPath(new URL("plain-tee.ts", import.meta.url));
const MIB = 1024 * 1024;

/** Tells at its end how much memory a process had at most. That of its parent, which `getrusage` may name, is left out. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeFileSync } from "node:fs";
  process.on("exit", () => {
    const [, kilobytes] = /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "latin1"));
    writeFileSync(process.env.PEAK_FILE, kilobytes);
  });`)}`;

/** What a command says of a program's output: nothing, and what it cannot return it does not want. */
const LOUD = `import { defineCommand, z } from "errand";

export default defineCommand({
  summary: "Start a program that prints much",
  args: z.object({ bytes: z.number() }),
  async run({ args, exec }) {
    await exec("head", ["-c", String(args.bytes), "/dev/zero"]).catch(() => null);
  },
});
`;

interface Passed {
  ms: number;
  peakMb: number;
}

/** A program's output on its way to wherever stdout goes, held against a Node program that does no more than pass it on. */
export function* benchOutput({ bytes, runs }: { bytes: number; runs: number }): Generator<Measurement> {
  const project = makeProject({ "commands/loud.ts": LOUD });
  const { dir } = project;
  const program = ["head", "-c", String(bytes), "/dev/zero"];
  const times = (words: string[], tail: string): Passed => middle(runs, () => pass(words, { dir, tail }));
  try {
    const base = times([ERRAND, "exec", "--", "true"], "> /dev/null").peakMb;
    for (const [where, tail] of Object.entries(TAILS)) {
      const tee = times([PLAIN_TEE, ...program], tail);
      const name = `${Math.round(bytes / MIB)} MiB to ${where}`;
      yield* judge(`${name} through exec`, times([ERRAND, "exec", "--", ...program], tail), {
        tee,
        base,
        bytes,
      });
      const loud = times([ERRAND, "run", "loud", "--bytes", String(bytes)], tail);
      yield* judge(`${name} through a command's exec`, loud, { tee, base, bytes });
    }
  } finally {
    project.remove();
  }
}

const TAILS = { "/dev/null": "> /dev/null", "a pipe": "| cat > /dev/null", "a file": "> out" };

function* judge(
  name: string,
  { ms, peakMb }: Passed,
  { tee, base, bytes }: { tee: Passed; base: number; bytes: number },
): Generator<Measurement> {
  const [rate, times] = [bytes / MIB / (ms / 1000), ms / tee.ms];
  yield {
    name,
    bar: "≥ 100 MiB a second",
    figure: `${rate.toFixed(0)} MiB a second, ${times.toFixed(2)} × the time of a plain tee`,
    met: rate >= 100,
  };
  const more = peakMb - base;
  yield {
    name: `${name}: memory`,
    bar: "≤ 64 MB over a program that prints nothing",
    figure: `${more.toFixed(0)} MB over it (${peakMb.toFixed(0)} MB; a plain tee ${tee.peakMb.toFixed(0)} MB)`,
    met: more <= 64,
  };
}

/** The median of both figures. */
function middle(runs: number, call: () => Passed): Passed {
  const passed = Array.from({ length: runs }, call);
  return { ms: median(passed.map(({ ms }) => ms)), peakMb: median(passed.map(({ peakMb }) => peakMb)) };
}

function pass(words: string[], { dir, tail }: { dir: string; tail: string }): Passed {
  const file = join(dir, "peak");
  const start = performance.now();
  const argv = ["-c", `"$0" "$@" ${tail}`, process.execPath, "--import", TELL_PEAK, ...words];
  const { status, stderr } = spawnSync("sh", argv, { cwd: dir, env: { ...process.env, PEAK_FILE: file } });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${words.join(" ")} exited with ${status}: ${stderr.toString()}`);
  return { ms, peakMb: Number(readFileSync(file, "latin1")) / 1024 };
}
