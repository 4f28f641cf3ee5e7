import type { Command } from "commander";
import { withoutBlock } from "../../scheduler/crontab/block.ts";
import { addProjectFlags } from "../project-flags.ts";
import type { Shell } from "../shell.ts";
import { addYes, changeTable, type ChangeOptions } from "./change-table.ts";
import { asBytes } from "./table-bytes.ts";

export function define(command: Command, shell: Shell): void {
  addYes(addProjectFlags(command, shell)).action(
    shell.act((options: ChangeOptions) => remove(options, shell)),
  );
}

async function remove(options: ChangeOptions, shell: Shell): Promise<void> {
  const { root } = await shell.config();
  const change = {
    verb: "remove",
    edit: (table: string) => withoutBlock(table, asBytes(root)),
    done: `your crontab runs ${root} no more`,
    current: `your crontab has no lines of errand for ${root}; nothing was written`,
  };
  await changeTable(change, options, shell);
}
