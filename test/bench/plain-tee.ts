import { spawn } from "node:child_process";

// What any Node program does that passes a program's output on, at the pace of its reader: no ledger, no limits, no mask.
const [file = "", ...args] = process.argv.slice(2);
const { stdout } = spawn(file, args, { stdio: ["inherit", "pipe", "inherit"] });
stdout.on("data", (bytes: Buffer) => {
  if (process.stdout.write(bytes)) return;
  stdout.pause();
  process.stdout.once("drain", () => stdout.resume());
});
