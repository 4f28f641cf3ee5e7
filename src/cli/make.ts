import { join } from "node:path";
import type { Command } from "commander";
import { NAME_MAX_LENGTH, nameSegments } from "../command/command-name.ts";
import { findCommand } from "../command/discover.ts";
import { relativeFile } from "../command/found-command.ts";
import type { Config } from "../config.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { extensionOf, languageOf } from "./module-language.ts";
import { addProjectFlags } from "./project-flags.ts";
import { sampleCommand } from "./sample-command.ts";
import type { Shell } from "./shell.ts";
import { writeNew } from "./write-new.ts";

interface MakeOptions {
  js?: boolean;
  summary?: string;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .argument("<name>", "its name: essays:check-stale becomes commands/essays/check-stale.ts")
    .option("--summary <text>", "what it does, in a line")
    .option("--js", "write JavaScript (unless told: as the project's other files)")
    .action(shell.act((name: string, options: MakeOptions) => make(name, options, shell)));
}

async function make(name: string, { js = false, summary }: MakeOptions, shell: Shell): Promise<void> {
  const config = await shell.config();
  const segments = nameSegments(name);
  if (!segments) throw impossibleName(name);
  const known = findCommand(config, name);
  if (known) throw alreadyThere(name, relativeFile(known.file, config.root));
  const file = join(config.commands, ...segments) + `.${extension(config, js)}`;
  const shown = relativeFile(file, config.root);
  if (!writeNew(file, sampleCommand(summary ?? summaryOf(segments)))) throw alreadyThere(name, shown);
  shell.print(`made ${shown}`);
  shell.note(`${name} runs as it stands`, `errand run ${name} --dry-run`);
}

function extension({ root }: Config, js: boolean): string {
  return extensionOf(root, js ? "js" : languageOf(root));
}

/** `essays:check-stale` → "Check stale". */
function summaryOf(segments: string[]): string {
  const words = segments.at(-1)?.replaceAll(/[._-]+/g, " ") ?? "";
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function impossibleName(name: string): ErrandError {
  const rule =
    'words of letters, digits, ".", "_" and "-" that begin with a letter or digit, joined by ":", ' +
    `${NAME_MAX_LENGTH} characters at most`;
  return new ErrandError("usage", `${quote(name)} cannot be a command's name, which is ${rule}`, {
    next: "errand make essays:check-stale",
  });
}

function alreadyThere(name: string, file: string): ErrandError {
  return new ErrandError("usage", `${file} is there already, and stays as it is`, {
    next: `errand run ${name} --help`,
  });
}
