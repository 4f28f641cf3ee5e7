import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ErrandError } from "../core/errors.ts";
import { quotePath } from "../core/quote.ts";

/**
 * Writes a file that is not there yet, and its folders. False when it is there: it stays as it is.
 * @throws ErrandError usage when the folder cannot be written to.
 */
export function writeNew(file: string, text: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    const why = error instanceof Error ? error : new Error(String(error));
    // A file in a folder's place is answered with EEXIST too.
    if ("code" in why && why.code === "EEXIST" && existsSync(file)) return false;
    throw new ErrandError("usage", `${quotePath(file)} cannot be written: ${why.message}`, {
      next: "errand doctor",
      cause: error,
    });
  }
}
