import { spawnSync } from "node:child_process";
import { ErrandError } from "../../core/errors.ts";
import { printable } from "../../core/printable.ts";

/**
 * The user's table; one that is not there yet is empty.
 * @throws ErrandError crontab_unusable
 */
export function readTable(env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr } = callCrontab(["-l"], env);
  if (status === 0) return stdout;
  if (NO_TABLE.test(stderr)) return "";
  throw unusable(`crontab -l failed: ${firstLine(stderr, status)}`);
}

/** As Debian, cronie and BusyBox say it. */
const NO_TABLE = /\bno crontab for\b|can't open .*No such file/i;

interface Replacement {
  before: string;
  after: string;
  /** Behind `errand crontab`, to try again. */
  verb: string;
}

/**
 * Writes a table, unless it is not what it was any more, and looks whether it is there.
 * @throws ErrandError crontab_unusable
 */
export function replaceTable({ before, after, verb }: Replacement, env: NodeJS.ProcessEnv): void {
  const next = `errand crontab ${verb}`;
  if (readTable(env) !== before)
    throw unusable("somebody changed your crontab meanwhile; it is as they left it", next);
  const { status, stderr } = callCrontab(["-"], env, after);
  if (status !== 0) throw unusable(`crontab refused the table: ${firstLine(stderr, status)}`);
  if (readTable(env) !== after) throw unusable("your crontab does not read as it was written", "crontab -l");
}

interface Answer {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** What goes in and comes out is a table in bytes (table-bytes.ts). */
function callCrontab(words: string[], env: NodeJS.ProcessEnv, input = ""): Answer {
  const { status, stdout, stderr, error } = spawnSync("crontab", words, {
    // Its messages are read here.
    env: { ...env, LC_ALL: "C" },
    input: Buffer.from(input, "latin1"),
  });
  if (error && status === null) throw uncallable(error);
  return { status, stdout: stdout.toString("latin1"), stderr: stderr.toString() };
}

function uncallable(error: Error): ErrandError {
  const isMissing = "code" in error && error.code === "ENOENT";
  if (!isMissing) return unusable(`crontab cannot be called: ${error.message}`);
  return unusable(
    'there is no program "crontab" in PATH: install cron, or let errand tick by itself',
    "errand start",
  );
}

function firstLine(stderr: string, status: number | null): string {
  const [first = ""] = stderr.trim().split("\n");
  return first === "" ? `it exited with ${status ?? "a signal"}` : printable(first, { oneLine: true });
}

function unusable(message: string, next = "errand doctor"): ErrandError {
  return new ErrandError("crontab_unusable", message, { next });
}
