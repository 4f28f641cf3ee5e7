import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ErrandError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";

/**
 * Lets a person change args in their editor (`VISUAL`, `EDITOR`, else vi), in a file that only they can read.
 * @throws ErrandError when the editor fails, or what it leaves is no JSON object.
 */
export function editJson(args: JsonObject, env: NodeJS.ProcessEnv): JsonObject {
  const folder = mkdtempSync(join(tmpdir(), "errand-"));
  const file = join(folder, "args.json");
  try {
    writeFileSync(file, `${JSON.stringify(args, null, 2)}\n`, { mode: 0o600 });
    openEditor(env["VISUAL"] || env["EDITOR"] || "vi", file);
    return parse(existsSync(file) ? readFileSync(file, "utf8") : "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The editor may be words (`code --wait`), so a shell reads it; the file's name is a word of its own. */
function openEditor(editor: string, file: string): void {
  const { status, error } = spawnSync("sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit" });
  if (error || status !== 0) {
    const why = error?.message ?? `it exited with ${status ?? "a signal"}`;
    throw new ErrandError("usage", `the editor "${editor}" failed: ${why}`, { next: "errand retry --help" });
  }
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Said below, in the same words as for JSON that is no object.
  }
  throw new ErrandError("invalid_args", "the edited args are no JSON object; nothing was run", {
    next: "errand retry --edit RUN",
  });
}
