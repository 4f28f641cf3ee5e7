import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Command } from "commander";
import { findCommand } from "../command/discover.ts";
import { relativeFile } from "../command/found-command.ts";
import type { Config } from "../config.ts";
import { ignoreFolder } from "./ignore-folder.ts";
import { fileStep, foretell, take, type Step } from "./init-step.ts";
import { extensionOf, languageOf, type Language } from "./module-language.ts";
import { HELLO, sampleConfig } from "./sample-command.ts";
import type { Shell } from "./shell.ts";

interface InitOptions {
  js?: boolean;
  dryRun?: boolean;
}

export function define(command: Command, shell: Shell): void {
  command
    .option("--js", "write JavaScript (unless told: as the project's other files)")
    .option("--dry-run", "say what would be made, make nothing")
    .action(shell.act((options: InitOptions) => init(options, shell)));
}

async function init({ js = false, dryRun = false }: InitOptions, shell: Shell): Promise<void> {
  const config = await shell.config();
  shell.print(`${dryRun ? "would set up" : "setting up"} ${config.root}`);
  for (const step of await plan(config, js ? "js" : languageOf(config.root))) {
    shell.print(`  ${dryRun ? foretell(step) : take(step)}`);
  }
  if (dryRun) shell.note("nothing was made", "errand init");
  else shell.note(...nextStep(config.root));
}

async function plan(config: Config, language: Language): Promise<Step[]> {
  const { root, commands, file } = config;
  const extension = extensionOf(root, language);
  const hello = findCommand(config, "hello");
  const write = (path: string, text: string, kept: string | undefined): Step => {
    const shown = kept === undefined ? undefined : relativeFile(kept, root);
    return fileStep({ path, text, what: relativeFile(path, root), kept: shown });
  };
  return [
    write(join(root, `errand.config.${extension}`), sampleConfig(language), file ?? undefined),
    write(join(commands, `hello.${extension}`), HELLO, hello?.file),
    ignoreFolder(root, ".errand/"),
  ];
}

/** A command imports errand by name, so the project must have it. */
function nextStep(root: string): [said: string, next: string] {
  if (hasErrand(root)) return ["a first command is there", "errand run hello --dry-run"];
  const install = "npm install errand";
  const said = "the commands import errand, which is not installed here";
  return [said, existsSync(join(root, "package.json")) ? install : `npm init -y && ${install}`];
}

function hasErrand(root: string): boolean {
  try {
    createRequire(join(root, "package.json")).resolve("errand");
    return true;
  } catch {
    return false;
  }
}
