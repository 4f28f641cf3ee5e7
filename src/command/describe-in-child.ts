import { spawn, type ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { relativeFile, type FoundCommand } from "./found-command.ts";
import type { DescribeOrder, Description } from "./describe-child.ts";

/** How long one command may take to load before it counts as hanging. */
const LIMIT_MS = 10_000;

/**
 * Describes commands in child processes. A command whose module ends or blocks its process gets an error for a
 * description; it is blamed only when it came first in its process, because what an earlier module left behind
 * may have struck.
 */
export async function describeInChild(
  { config, commands, schedules }: DescribeOrder,
  limitMs = LIMIT_MS,
): Promise<Description[]> {
  const told: Description[] = [];
  while (told.length < commands.length) {
    const left = commands.slice(told.length);
    const { answers, ending } = await askChild({ config, commands: left, schedules }, limitMs);
    told.push(...answers);
    const [guilty] = left;
    if (answers.length === 0 && guilty)
      told.push({ name: guilty.name, error: blame(guilty, ending, config.root) });
  }
  return told;
}

/** How a child ended that did not finish. */
interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The limit that it was killed for. */
  limitMs: number | null;
}

function askChild(
  order: DescribeOrder,
  limitMs: number,
): Promise<{ answers: Description[]; ending: Ending }> {
  const child = startChild(order.config.root, limitMs);
  const answers: Description[] = [];
  return new Promise((resolve, reject) => {
    child.on("message", (answer: Description) => {
      answers.push(answer);
      if (answers.length === order.commands.length) child.kill("SIGKILL");
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      resolve({ answers, ending: { code, signal, limitMs: child.killed ? limitMs : null } });
    });
    // A child that is gone already tells so by its end.
    child.send(order, () => undefined);
  });
}

/** The entry lies beside this file, in the source and in the build alike. */
function startChild(root: string, limitMs: number): ChildProcess {
  const entry = fileURLToPath(new URL(`./describe-child${extname(import.meta.url)}`, import.meta.url));
  return spawn(process.execPath, [entry], {
    // The same description, wherever in the project it was asked for.
    cwd: root,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
}

function blame(command: FoundCommand, { code, signal, limitMs }: Ending, root: string): string {
  const file = relativeFile(command.file, root);
  if (limitMs !== null) return `${file} does not load: it was still loading after ${limitMs / 1000} s`;
  return `${file} does not load: it ended its process (${signal ?? `exit ${code ?? "unknown"}`}) while it was imported`;
}
