import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { finished, finishedAs, NOON, started } from "../store/build.ts";
import { useProject } from "./test-project.ts";

const project = useProject();
const DAY = 86_400_000;

/** A success and a failure of each age, in days. */
async function fill(...ages: number[]): Promise<void> {
  for (const age of ages) {
    const now = NOON - age * DAY;
    await finished(project().store, { command: `ok-${age}`, now });
    await finishedAs(project().store, "failed", { command: `bad-${age}`, now: now + 1 });
  }
}

async function left(): Promise<string[]> {
  const { runs } = await project().json("history");
  return runs.map(({ command }) => command);
}

describe("prune", () => {
  it.each([
    [[], ["ok-1", "bad-1", "bad-100"]],
    [
      ["--older-than", "0s"],
      ["bad-100", "bad-1"],
    ],
    [
      ["--older-than", "410d"],
      ["ok-400", "bad-400", "ok-100", "bad-100", "ok-1", "bad-1"],
    ],
    [
      ["--failures-older-than", "30d"],
      ["ok-1", "bad-1"],
    ],
    [
      ["--older-than", "2d", "--failures-older-than", "2d"],
      ["ok-1", "bad-1"],
    ],
    [["--keep", "1"], ["bad-1"]],
  ])("%j", async (flags, kept) => {
    await fill(400, 100, 1);
    await project().call("prune", ...flags);
    expect((await left()).toSorted()).toEqual(kept.toSorted());
  });

  it("says how many went, by which rule, and writes it into the audit", async () => {
    await fill(400, 100);
    const said =
      "deleted 3 finished runs (older than 90d, failures older than 1y, and all but the newest 1000000)";
    expect(await project().call("prune")).toEqual({ code: 0, stdout: `${said}\n`, stderr: "" });
    const database = new DatabaseSync(join(project().dir, ".errand/errand.db"));
    expect(database.prepare("select action, note from audit where action = 'prune'").all()).toMatchObject([
      { action: "prune", note: said },
    ]);
    database.close();
  });

  it("only counts when told to, and leaves no trace", async () => {
    await fill(400, 100);
    expect(await project().json("prune", "--dry-run")).toEqual({ v: 1, wouldDelete: 3 });
    expect((await project().call("prune", "--dry-run")).stdout).toMatch(
      /^would delete 3 finished runs \(older/,
    );
    expect(await left()).toHaveLength(4);
    expect(await project().json("prune")).toEqual({ v: 1, deleted: 3 });
  });

  it("never deletes what is live", async () => {
    await started(project().store, { now: NOON + 50_000 });
    await project().call("prune", "--older-than", "0s", "--failures-older-than", "0s", "--keep", "0");
    expect(await left()).toEqual(["essays:check"]);
  });

  it.each([
    [["--older-than", "old"], '--older-than "old" must be a duration such as 90s'],
    [["--keep", "-1"], '--keep "-1" must be a whole number from 0'],
    [["--keep", "many"], '--keep "many" must be a whole number from 0'],
  ])("refuses %j", async (flags, said) => {
    const { code, stdout, stderr } = await project().call("prune", ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(said);
    expect(stderr).toContain("Next: errand prune --help");
  });
});
