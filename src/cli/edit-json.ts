import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ErrandError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { memberOf, messageOf } from "../core/thrown.ts";
import type { Host } from "./host.ts";
import { SecretError } from "./lost-secrets.ts";

/** Args that a person is to change in their editor. */
export interface Edit {
  args: JsonObject;
  host: Pick<Host, "env" | "isTerminal">;
  /** What to type for another try: `errand dead retry --edit 0192`. */
  again: string;
  /** What explains the verb: `errand dead retry --help`. */
  help: string;
  /** How else the args could be changed, behind "or"; undefined: in no other way. */
  instead?: string;
}

/**
 * Lets a person change args in their editor (`VISUAL`, `EDITOR`, on a terminal else vi), in a file that only they can
 * read, and hands out what they left. Where `use` throws the file stays, and the error says where: all that may refuse
 * what was written belongs into it.
 * @throws ErrandError when there is no editor, it fails, or what it leaves is no JSON object; what `use` throws.
 */
export async function withEdited<T>(edit: Edit, use: (args: JsonObject) => Promise<T>): Promise<T> {
  const editor = editorOf(edit);
  const folder = mkdtempSync(join(tmpdir(), "errand-"));
  const file = join(folder, "args.json");
  const text = `${JSON.stringify(edit.args, null, 2)}\n`;
  let isKept = false;
  try {
    writeFileSync(file, text, { mode: 0o600 });
    openEditor(editor, file, edit.again);
    return await use(parse(readIn(file), edit.again));
  } catch (error) {
    isKept = ![text, ""].includes(readIn(file));
    throw refusalOf(error, edit.again, isKept ? `; what you wrote is kept in ${file}, for you only` : "");
  } finally {
    if (!isKept) rmSync(folder, { recursive: true, force: true });
  }
}

/** Without a screen vi would fill with its codes what somebody else reads. */
function editorOf({ host: { env, isTerminal }, help, instead }: Edit): string {
  const isPerson = isTerminal("stdin") && isTerminal("stdout");
  const editor = env["VISUAL"] || env["EDITOR"] || (isPerson ? "vi" : "");
  if (editor !== "") return editor;
  const or = instead === undefined ? "" : `, or ${instead}`;
  throw new ErrandError("usage", `--edit has no terminal for an editor: set EDITOR${or}`, { next: help });
}

/** The editor may be words (`code --wait`), so a shell reads it; the file's name is a word of its own. */
function openEditor(editor: string, file: string, again: string): void {
  const { status, error } = spawnSync("sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit" });
  if (!error && status === 0) return;
  const why = error?.message ?? `it exited with ${status ?? "a signal"}`;
  throw new ErrandError("usage", `the editor "${editor}" failed: ${why}`, { next: again });
}

function readIn(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function parse(text: string, again: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Said below, in the same words as for JSON that is no object.
  }
  throw new ErrandError("invalid_args", "the edited args are no JSON object; nothing was run", {
    next: again,
  });
}

/** What was refused for its args is edited again, unless it says itself where a secret can be given. */
function refusalOf(error: unknown, again: string, kept: string): unknown {
  if (!(error instanceof ErrandError)) return kept === "" ? error : defectOf(error, kept);
  const next = error.code === "invalid_args" && !(error instanceof SecretError) ? again : error.next;
  return new ErrandError(error.code, `${error.message}${kept}`, {
    ...(next === undefined ? {} : { next }),
    cause: error,
  });
}

/** Its stack still says where it was thrown. */
function defectOf(error: unknown, kept: string): Error {
  const message = messageOf(error);
  const told = new Error(`${message}${kept}`, { cause: error });
  const stack = memberOf(error, "stack");
  if (typeof stack === "string") told.stack = stack.replace(message, () => told.message);
  return told;
}
