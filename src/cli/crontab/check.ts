import type { Command } from "commander";
import { EXIT } from "../../core/errors.ts";
import { withBlock } from "../../scheduler/crontab/block.ts";
import { diffTables } from "../../scheduler/crontab/table-diff.ts";
import type { Shell } from "../shell.ts";
import { editTable } from "./edit-table.ts";
import { addBlockFlags, makeBlock, type BlockOptions } from "./project-block.ts";
import { readTable } from "./system-crontab.ts";
import { asBytes, asText } from "./table-bytes.ts";

interface CheckOptions extends BlockOptions {
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addBlockFlags(command, shell)
    .option("--json", "as JSON")
    .action(shell.act((options: CheckOptions) => check(options, shell)));
}

async function check({ json = false, ...options }: CheckOptions, shell: Shell): Promise<number> {
  const { root, block } = await makeBlock(options, shell);
  const table = readTable(shell.host.env);
  const own = { root: asBytes(root), block: asBytes(block) };
  const diff = asText(
    diffTables(
      table,
      editTable(table, (text) => withBlock(text, own)),
    ),
  );
  const current = diff === "";
  if (json) shell.printJson({ current, diff });
  else if (current) shell.print(`your crontab runs ${root}, and is current`);
  else tell(diff, options, shell);
  return current ? EXIT.ok : EXIT.failed;
}

function tell(diff: string, { each }: BlockOptions, shell: Shell): void {
  shell.print(diff);
  shell.note("your crontab is not current", `errand crontab install${each === true ? " --each" : ""}`);
}
