import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Puts a program `crontab` first on PATH, which does what `script` says. Returns the PATH. */
export function fakeCrontab(dir: string, script: string): string {
  const bin = join(dir, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "crontab"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return [bin, process.env["PATH"]].join(delimiter);
}

/** Answers `crontab -l` with a table, and refuses everything else. */
export function fakeTable(dir: string, table: string): string {
  writeFileSync(join(dir, "table"), table);
  return fakeCrontab(
    dir,
    `[ "$*" = -l ] && exec cat ${JSON.stringify(join(dir, "table"))}\necho "not $*" >&2\nexit 9`,
  );
}
