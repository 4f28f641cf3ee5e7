#!/usr/bin/env node
// Any Node may land here first, so nothing newer than Node 14 may stand in this file, and nothing is imported
// before the version is known.
const NEEDED = 24;
const running = process.versions.node;

if (Number(running.split(".")[0]) < NEEDED) {
  const message = `Node ${running} (${process.execPath}) is too old: errand needs Node ${NEEDED} or later`;
  const next = `npm install --save-dev node@${NEEDED}, then npx errand`;
  // What stands behind "--" is said to a program.
  const words = process.argv.slice(2);
  const end = words.indexOf("--");
  if (words.slice(0, end < 0 ? words.length : end).includes("--json"))
    process.stdout.write(`${JSON.stringify({ v: 1, error: { code: "node_too_old", message, next } })}\n`);
  else process.stderr.write(`errand: ${message}. Next: ${next}\n`);
  process.exitCode = 78;
} else {
  // Compiled code is code: it is kept in the user's own cache, not in the system's shared temporary folder.
  const { env } = process;
  const home = env["HOME"] ?? process.getBuiltinModule("node:os").homedir();
  const cache = env["XDG_CACHE_HOME"] ?? `${home}/.cache`;
  process.getBuiltinModule("node:module").enableCompileCache(env["NODE_COMPILE_CACHE"] ?? `${cache}/errand`);
  // As it is now: what stands in for it later, for the code of commands, must not keep errand itself from leaving.
  const { exit } = process;
  void import("./cli/process.ts").then(({ runInProcess }) => runInProcess(() => exit.call(process)));
}
