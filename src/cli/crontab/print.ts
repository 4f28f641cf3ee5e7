import type { Command } from "commander";
import type { Shell } from "../shell.ts";
import { addBlockFlags, makeBlock, type BlockOptions } from "./project-block.ts";

interface PrintOptions extends BlockOptions {
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addBlockFlags(command, shell)
    .option("--json", "as JSON")
    .action(shell.act((options: PrintOptions) => print(options, shell)));
}

async function print({ json = false, ...options }: PrintOptions, shell: Shell): Promise<void> {
  const { block, leftOut } = await makeBlock(options, shell);
  if (json) shell.printJson({ block, leftOut });
  else shell.print(block);
}
