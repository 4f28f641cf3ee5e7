import type { Command } from "commander";
import { withBlock } from "../../scheduler/crontab/block.ts";
import type { Shell } from "../shell.ts";
import { addYes, changeTable, type ChangeOptions } from "./change-table.ts";
import { addBlockFlags, makeBlock, type BlockOptions } from "./project-block.ts";
import { asBytes } from "./table-bytes.ts";

type InstallOptions = BlockOptions & ChangeOptions;

export function define(command: Command, shell: Shell): void {
  addYes(addBlockFlags(command, shell)).action(
    shell.act((options: InstallOptions) => install(options, shell)),
  );
}

async function install({ each, ...options }: InstallOptions, shell: Shell): Promise<void> {
  const { root, block } = await makeBlock(each === undefined ? {} : { each }, shell);
  const change = {
    verb: "install",
    edit: (table: string) => withBlock(table, { root: asBytes(root), block: asBytes(block) }),
    done: `your crontab runs ${root} now`,
    current: `your crontab runs ${root} already, by these very lines; nothing was written`,
  };
  await changeTable(change, options, shell);
}
