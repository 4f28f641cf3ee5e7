import { ErrandError } from "../../core/errors.ts";
import type { Shell } from "../shell.ts";
import type { ImportSource } from "./import-source.ts";

/** @throws ErrandError usage where there is nobody to ask, and when the answer is no. */
export async function askFirst({ words }: ImportSource, { host }: Shell): Promise<void> {
  const next = ["errand crontab import", ...words, "--yes"].join(" ");
  const isAnybodyHere = host.isTerminal("stdin") && host.isTerminal("stderr") && !host.env["CI"];
  if (!isAnybodyHere)
    throw new ErrandError("usage", "nothing was taken over: nobody is here to ask", { next });
  const { confirm } = await import("@clack/prompts");
  const message = "Take these lines over?";
  const answer = await confirm({ message, initialValue: false, input: host.stdin, output: host.stderr });
  if (answer !== true) throw new ErrandError("usage", "nothing was taken over", { next });
}
