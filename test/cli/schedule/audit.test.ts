import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { useProjectWith } from "../test-project.ts";
import { SITE } from "./site.ts";

const project = useProjectWith(SITE);

/** What stands in the audit, oldest first. */
function audit() {
  const database = new DatabaseSync(join(project().dir, ".errand/errand.db"), { readOnly: true });
  const rows = database
    .prepare("select action, target, note from audit where action like 'schedule %' order by rowid")
    .all();
  database.close();
  return rows.map((row) => ({ ...row }));
}

it("is told of everything that people do to schedules", async () => {
  const words = [
    ["add", "--every", "1h", "--id", "x", "tidy"],
    ["pause", "x", "--for", "1h", "--reason", "why not"],
    ["resume", "x"],
    ["remove", "x"],
    ["backfill", "report", "--from", "2026-03-01T00:00Z"],
  ];
  for (const one of words) expect((await project().call("schedule", ...one)).code).toBe(0);
  expect(audit()).toEqual([
    { action: "schedule add", target: "x", note: expect.stringMatching(/^tidy: every/) as string },
    { action: "schedule pause", target: "x", note: "until 2026-03-01T13:01:00.000Z; why not" },
    {
      action: "schedule resume",
      target: "x",
      note: expect.stringMatching(/^paused by .* since 2026-03-01T12:01/) as string,
    },
    { action: "schedule remove", target: "x", note: expect.stringMatching(/^added by /) as string },
    { action: "schedule backfill", target: "report", note: "1 tick from 2026-03-01T08:00:00.000Z" },
  ]);
});

it("is told nothing of what was only looked at, or refused", async () => {
  await project().call("schedule", "pause", "x");
  await project().call("schedule", "resume", "report", "--dry-run");
  await project().call("schedule", "backfill", "report", "--from", "1d", "--dry-run");
  await project().call("schedule", "list");
  expect(audit()).toEqual([]);
});
