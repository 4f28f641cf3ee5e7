import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ErrandError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Host } from "./host.ts";

type EditingHost = Pick<Host, "env" | "isTerminal">;

/**
 * Lets a person change args in their editor (`VISUAL`, `EDITOR`, on a terminal else vi), in a file that only they can
 * read. `again` is what to type for another try.
 * @throws ErrandError when there is no editor, it fails, or what it leaves is no JSON object.
 */
export function editJson(args: JsonObject, host: EditingHost, again: string): JsonObject {
  const editor = editorOf(host);
  const folder = mkdtempSync(join(tmpdir(), "errand-"));
  const file = join(folder, "args.json");
  try {
    writeFileSync(file, `${JSON.stringify(args, null, 2)}\n`, { mode: 0o600 });
    openEditor(editor, file);
    return parse(existsSync(file) ? readFileSync(file, "utf8") : "", again);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function editorOf({ env, isTerminal }: EditingHost): string {
  const editor = env["VISUAL"] || env["EDITOR"] || (isTerminal("stdin") ? "vi" : "");
  if (editor !== "") return editor;
  throw new ErrandError("usage", "--edit has no editor: there is no terminal, and EDITOR is not set", {
    next: "errand retry --help",
  });
}

/** The editor may be words (`code --wait`), so a shell reads it; the file's name is a word of its own. */
function openEditor(editor: string, file: string): void {
  const { status, error } = spawnSync("sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit" });
  if (error || status !== 0) {
    const why = error?.message ?? `it exited with ${status ?? "a signal"}`;
    throw new ErrandError("usage", `the editor "${editor}" failed: ${why}`, { next: "errand retry --help" });
  }
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
