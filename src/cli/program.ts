import { asksForHelp } from "./asks-for-help.ts";
import { reportError } from "./report-error.ts";
import { Shell, type Leave } from "./shell.ts";
import { hideFolder } from "./hide-folder.ts";
import type { Host } from "./host.ts";
import { warnOfUntold } from "./untold.ts";
import { findVerb } from "./verbs.ts";
import { warnOfSilence } from "./warn-silence.ts";

/** One call of the command line, from its words to its exit code. Never throws. */
export async function runCli(given: Host): Promise<Leave> {
  const host = given.argv[0] === "help" ? asked(given) : given;
  const shell = new Shell(host);
  shell.json = host.argv.includes("--json");
  try {
    const leave = await dispatch(host.argv, shell);
    await warn(host.argv[0] ?? "", shell);
    return leave;
  } catch (error) {
    return { code: reportError(error, shell), now: false };
  } finally {
    await hideFolder(shell);
    shell.close();
  }
}

/** `errand help run` is `errand run --help`. The host's streams are made at the first look, and none is taken here. */
function asked(host: Host): Host {
  const argv = [...host.argv.slice(1), "--help"];
  return Object.create(host, { argv: { value: argv, enumerable: true } }) as Host;
}

/** Verbs that show what was or will be. */
const READS: ReadonlySet<string> = new Set(["list", "history", "show", "logs", "schedule"]);

/** They say themselves that nobody can be told, or have nobody to say it to. */
const OUTSPOKEN: ReadonlySet<string> = new Set(
  "run exec retry start work notify doctor complete attend hooks".split(" "),
);

/**
 * Who reads what ran should know that nothing will, and everybody that nobody will hear of it. A warning that cannot be
 * made is none.
 */
async function warn(verb: string, shell: Shell): Promise<void> {
  if (asksForHelp(shell.host.argv)) return;
  try {
    if (READS.has(verb)) await warnOfSilence(shell);
    if (shell.hasConfig && !OUTSPOKEN.has(verb)) await warnOfUntold(shell);
  } catch {
    // What was asked for was answered; what is wrong with config or ledger, `errand doctor` tells.
  }
}

async function dispatch(argv: string[], shell: Shell): Promise<Leave> {
  const [word = "", ...rest] = argv;
  const entry = findVerb(word);
  const verb = await entry?.load();
  if (verb && "call" in verb) return verb.call(rest, shell);
  const { parseWithCommander } = await import("./commander.ts");
  const code = await parseWithCommander(argv, shell, entry && verb ? { entry, verb } : null);
  return { code, now: shell.leavesNow };
}
