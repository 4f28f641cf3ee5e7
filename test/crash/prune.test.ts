import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { command, CrashProject, until } from "./harness.ts";

it.each(["start", "work"])(
  "keeps a ledger that nobody tends within its bounds beside errand %s",
  async (verb) => {
    const project = new CrashProject({ "noop.ts": command("") });
    for (let run = 0; run < 5; run += 1) await project.errand(["run", "noop"]);
    forgetThatSomebodyPrunedToday(project);
    project.start([verb], { env: { ERRAND_KEEP_MAX: "2" } });
    const left = await until("the older runs to go", async () => {
      const rows = await project.history();
      return rows.length <= 2 && rows;
    });
    expect(left).toHaveLength(2);
  },
);

function forgetThatSomebodyPrunedToday(project: CrashProject): void {
  const ledger = new DatabaseSync(project.path(".errand/errand.db"));
  ledger.exec("delete from chores");
  ledger.close();
}
