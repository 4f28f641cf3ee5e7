import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A program `crontab` that keeps its table in a file beside it, and speaks as Debian's does. */
const SCRIPT = `
table="$(dirname "$0")/table"
case "$1" in
-l) if [ -f "$table" ]; then cat "$table"; else echo "no crontab for ada" >&2; exit 1; fi ;;
-) echo x >> "$table.writes"; cat > "$table" ;;
esac
`;

export class FakeCrontab {
  readonly #dir = mkdtempSync(join(tmpdir(), "errand-crontab-"));

  constructor(script = SCRIPT, mode = 0o755) {
    mkdirSync(join(this.#dir, "bin"));
    writeFileSync(join(this.#dir, "bin/crontab"), `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    chmodSync(join(this.#dir, "bin/crontab"), mode);
    onTestFinished(() => {
      rmSync(this.#dir, { recursive: true });
    });
  }

  /** Where this crontab is found and nothing else: never the one of whoever runs the tests. */
  get env(): NodeJS.ProcessEnv {
    return { PATH: join(this.#dir, "bin") };
  }

  /** One character a byte; empty where there is none. */
  get table(): string {
    const file = join(this.#dir, "bin/table");
    return existsSync(file) ? readFileSync(file, "latin1") : "";
  }

  set table(text: string | null) {
    writeFileSync(join(this.#dir, "bin/table"), text ?? "", "latin1");
  }

  /** How often it was written through the program. */
  get writes(): number {
    const file = join(this.#dir, "bin/table.writes");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
  }
}
