import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKOUT } from "../crash/harness.ts";

/** The README's blocks of one language, in their order. */
export function blocks(language: string): string[] {
  const readme = readFileSync(join(CHECKOUT, "README.md"), "utf8");
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(
    ([, text]) => text ?? "",
  );
}
