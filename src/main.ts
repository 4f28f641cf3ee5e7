#!/usr/bin/env node
// Any Node may land here first, so nothing newer than Node 14 may stand in this file, and nothing is imported
// before the version is known.
const NEEDED = 24;
const running = process.versions.node;

if (Number(running.split(".")[0]) < NEEDED) {
  process.stderr.write(
    `errand: Node ${running} (${process.execPath}) is too old: errand needs Node ${NEEDED} or later. ` +
      `Next: npm install --save-dev node@${NEEDED}, then npx errand\n`,
  );
  process.exitCode = 78;
} else {
  // Compiled code is code: it is kept in the user's own cache, not in the system's shared temporary folder.
  const { env } = process;
  const home = env["HOME"] ?? process.getBuiltinModule("node:os").homedir();
  const cache = env["XDG_CACHE_HOME"] ?? `${home}/.cache`;
  process.getBuiltinModule("node:module").enableCompileCache(env["NODE_COMPILE_CACHE"] ?? `${cache}/errand`);
  void import("./cli/process.ts").then(({ runInProcess }) => runInProcess(() => process.exit()));
}
