import type { Command } from "commander";
import type { Shell } from "../shell.ts";
import { defineClose } from "./close.ts";

/** It was seen to in another way, or needs nothing. */
export function define(command: Command, shell: Shell): void {
  defineClose(command, { verb: "ack", how: "acknowledged", needsReason: false }, shell);
}
