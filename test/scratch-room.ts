import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** All folders that tests make lie in one, which is removed when they are over: a run makes a thousand. */
export default function makeRoom(): () => void {
  const outer = tmpdir();
  const room = realpathSync(mkdtempSync(join(outer, "errand-tests-")));
  // Some tests act as another user, who must be let in.
  chmodSync(room, 0o755);
  process.env["TMPDIR"] = room;
  return () => {
    process.env["TMPDIR"] = outer;
    rmSync(room, { recursive: true, force: true, maxRetries: 3 });
  };
}
