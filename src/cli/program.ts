import { reportError } from "./report-error.ts";
import { Shell, type Leave } from "./shell.ts";
import type { Host } from "./host.ts";
import { findVerb } from "./verbs.ts";

/** One call of the command line, from its words to its exit code. Never throws. */
export async function runCli(host: Host): Promise<Leave> {
  const shell = new Shell(host);
  shell.json = host.argv.includes("--json");
  try {
    return await dispatch(host.argv, shell);
  } catch (error) {
    return { code: reportError(error, shell), now: false };
  } finally {
    shell.close();
  }
}

async function dispatch(argv: string[], shell: Shell): Promise<Leave> {
  const [word = "", ...rest] = argv;
  const entry = findVerb(word);
  const verb = await entry?.load();
  if (verb && "call" in verb) return verb.call(rest, shell);
  const { parseWithCommander } = await import("./commander.ts");
  return { code: await parseWithCommander(argv, shell, entry && verb ? { entry, verb } : null), now: false };
}
