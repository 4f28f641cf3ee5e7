import type { Command } from "commander";
import { ErrandError, EXIT } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import type { Answer } from "./complete-flags.ts";
import { printScript, SHELLS } from "./complete-script.ts";
import { answerWords } from "./complete-words.ts";
import { parseLate } from "./parse-late.ts";
import type { Leave, Shell } from "./shell.ts";

/**
 * `errand complete SHELL` prints a script; the script asks `errand complete -- WORDS…` at each press of the key,
 * the last word being the unfinished one. What is answered is the protocol of @bomb.sh/tab and cobra: lines of
 * `value TAB description`, then a colon and a number.
 */
export async function call(argv: string[], shell: Shell): Promise<Leave> {
  const [first, ...words] = argv;
  if (first !== "--") return parseLate("complete", { define }, shell);
  shell.print(render(await answer(words, shell)));
  return { code: EXIT.ok, now: false };
}

export function define(command: Command, shell: Shell): void {
  command
    .argument("[shell]", SHELLS.join(", "))
    .addHelpText(
      "after",
      '\nTo switch it on:\n  bash  eval "$(errand complete bash)"\n  zsh   eval "$(errand complete zsh)"\n  fish  errand complete fish | source\n  powershell  errand complete powershell | Out-String | Invoke-Expression',
    )
    .action(shell.act((name: string | undefined) => complete(name, shell)));
}

async function complete(name: string | undefined, shell: Shell): Promise<void> {
  if (name !== undefined && (await printScript(name, (script) => shell.print(script)))) return;
  const asked = name === undefined ? "a shell is needed" : `there is no completion for "${name}"`;
  throw new ErrandError("usage", `${asked}: ${SHELLS.join(", ")}`, { next: "errand complete bash" });
}

/** Whoever presses a key at a prompt wants no errors there; a project that is broken has no completions. */
async function answer(words: string[], shell: Shell): Promise<Answer> {
  try {
    return await answerWords(words, shell);
  } catch {
    return { candidates: [], files: false };
  }
}

const FILES = ":0";
const NO_FILES = ":4";

function render({ candidates, files }: Answer): string {
  const lines = candidates.map(
    ({ value, description }) =>
      `${printable(value, { oneLine: true })}\t${printable(description, { oneLine: true })}`,
  );
  return [...lines, files ? FILES : NO_FILES].join("\n");
}
