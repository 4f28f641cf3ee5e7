import type { Command } from "commander";
import type { Shell } from "../shell.ts";
import { defineClose } from "./close.ts";

/** Its work will never be done. The run stays in the ledger, with who gave it up and why. */
export function define(command: Command, shell: Shell): void {
  defineClose(command, { verb: "discard", how: "discarded", needsReason: true }, shell);
}
