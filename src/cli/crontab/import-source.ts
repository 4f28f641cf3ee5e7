import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ErrandError } from "../../core/errors.ts";
import { printable } from "../../core/printable.ts";
import { quotePath } from "../../core/quote.ts";
import type { Host } from "../host.ts";
import { typeAgain } from "../type-again.ts";
import { messageOf } from "../../core/thrown.ts";

/** A table, and what to call it in a sentence. */
export interface ImportSource {
  text: string;
  place: string;
  /** Whether it has a column for users: it is said to, or lies where the system keeps such tables. */
  isSystem: boolean;
  /** What names it behind `errand crontab import`. */
  words: string[];
  /** What changes it. */
  edit: string;
}

/**
 * The table that is meant: a file, `-` for stdin, or the user's own.
 * @throws ErrandError usage when it cannot be read.
 */
export async function readImportSource(
  { name, system }: { name: string | undefined; system: boolean },
  host: Host,
): Promise<ImportSource> {
  const flags = system ? ["--system"] : [];
  const own = { isSystem: system, words: flags, edit: "crontab -e" };
  if (name === undefined) return { ...own, text: readOwnTable(host.env), place: "your crontab" };
  if (name === "-") return { ...own, text: await readAll(host), place: "this table", words: ["-", ...flags] };
  const file = resolve(host.cwd, name);
  const isOfSystem = SYSTEM_TABLE.test(file);
  const edit = isOfSystem ? `sudoedit ${typeAgain([file])}` : "crontab -e";
  return {
    text: readTable(file),
    place: file,
    isSystem: system || isOfSystem,
    words: [typeAgain([name]), ...flags],
    edit,
  };
}

const SYSTEM_TABLE = /^\/etc\/(?:crontab$|cron\.d\/)/;

function readTable(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = messageOf(error);
    throw unreadable(`the table ${quotePath(file)} cannot be read: ${why}`);
  }
}

async function readAll({ stdin }: Host): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}

/** One that is not there yet is empty. */
function readOwnTable(env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr, error } = spawnSync("crontab", ["-l"], {
    // Its messages are read here.
    env: { ...env, LC_ALL: "C" },
    encoding: "utf8",
    maxBuffer: MOST_BYTES,
  });
  if (error) throw unreadable(wordError(error));
  if (status === 0) return stdout;
  if (/\bno crontab for\b|can't open .*No such file/i.test(stderr)) return "";
  const [said = ""] = stderr.trim().split("\n");
  throw unreadable(`crontab -l failed: ${said === "" ? `exit ${status ?? "by a signal"}` : printable(said)}`);
}

const MOST_BYTES = 16 * 1024 * 1024;

function wordError(error: Error): string {
  const isMissing = "code" in error && error.code === "ENOENT";
  return isMissing
    ? 'there is no program "crontab" in PATH: name a file'
    : `crontab -l failed: ${error.message}`;
}

function unreadable(message: string): ErrandError {
  return new ErrandError("usage", message, { next: "errand crontab import --help" });
}
