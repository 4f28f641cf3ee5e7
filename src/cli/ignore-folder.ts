import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Step } from "./init-step.ts";

/** Keeps a folder of the project out of git, if nothing in its `.gitignore` does so yet. `folder` ends with a slash. */
export function ignoreFolder(root: string, folder: string): Step {
  const path = join(root, ".gitignore");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const line = `${folder} in .gitignore`;
  return {
    what: line,
    kept: isIgnored(text, folder) ? line : undefined,
    make() {
      appendFileSync(path, `${text === "" || text.endsWith("\n") ? "" : "\n"}${folder}\n`);
      return true;
    },
  };
}

function isIgnored(text: string, folder: string): boolean {
  const bare = folder.slice(0, -1);
  const forms = [
    bare,
    folder,
    `/${bare}`,
    `/${folder}`,
    `${folder}*`,
    `/${folder}*`,
    `**/${bare}`,
    `**/${folder}`,
  ];
  return text.split(/\r?\n/).some((line) => forms.includes(line.trim()));
}
