import { userInfo } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { type Called, useProject } from "../test-project.ts";
import { fakeCrontab, fakeTable } from "./listed-crontab.ts";

const project = useProject();
const me = userInfo().username;

const TABLE = `# what ada runs
MAILTO=ada@example.com
DB_PASSWORD=hunter2
API_TOKEN=
CRON_TZ=UTC
*/5 * * * * cd /srv/app && ./poll.sh
@reboot /opt/agent

30 3 * * 1-5 ./report.sh%hello
`;

/** As if typed where `crontab -l` prints the table. */
function imports(table: string, ...words: string[]): Promise<Called> {
  const PATH = fakeTable(project().dir, table);
  return project().callWith({ env: { PATH } }, "crontab", "import", ...words);
}

const ids = async () => (await project().store.schedules()).map(({ schedule }) => schedule.id);

function audit() {
  const database = new DatabaseSync(join(project().dir, ".errand/errand.db"), { readOnly: true });
  const rows = database.prepare(
    "select action, target, note from audit where action = 'schedule import' order by rowid",
  );
  const found = rows.all().map((row) => ({ ...row }));
  database.close();
  return found;
}

describe("errand crontab import", () => {
  it("shows what becomes of each line, takes them, and says what is left to do by hand", async () => {
    const { code, stdout, stderr } = await imports(TABLE, "--yes");
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.replace(/ {2,}/g, "  ").trim())).toEqual([
      "LINE  SCHEDULE  NAME",
      expect.stringMatching(/^6 {2}every 5 minutes(, UTC)? {2}poll\.sh-[0-9a-f]{8} {2}to be taken$/),
      "7  -  -  left: it is for the start of the machine (@reboot): let your service manager start it",
      expect.stringMatching(
        /^9 {2}at 03:30, Monday to Friday(, UTC)? {2}report\.sh-[0-9a-f]{8} {2}to be taken$/,
      ),
      "2 of 3 lines are taken; lines 6 and 9 still stand in your crontab: take them out, so that nothing runs twice. Next: crontab -e",
      "",
    ]);
    expect(stderr).toBe(
      `errand: MAILTO: errand sends no mail; what a run prints is kept: errand logs
errand: DB_PASSWORD: kept in the ledger, which only you can read (0600), as the crontab kept it
`,
    );
    const [poll, report] = await ids();
    expect(audit()).toEqual([
      { action: "schedule import", target: poll, note: "line 6 of your crontab: every 5 minutes" },
      {
        action: "schedule import",
        target: report,
        note: "line 9 of your crontab: at 03:30, Monday to Friday",
      },
    ]);
    expect((await project().store.findSchedule(report ?? ""))?.schedule).toMatchObject({
      program: { args: ["-c", "./report.sh"], env: { DB_PASSWORD: "hunter2" }, stdin: "hello\n" },
      source: "dynamic",
      timezone: "UTC",
    });
  });

  it("takes nothing twice, and takes back what was removed", async () => {
    await imports(TABLE, "--yes");
    const [poll = ""] = await ids();
    const again = await imports(TABLE, "--yes");
    expect(again.stdout).toMatch(/poll\.sh-\w+ +already there\n/);
    expect(again.stdout).toContain("0 of 3 lines are taken; lines 6 and 9 still stand in your crontab");
    expect(again.stderr).toBe("");
    await project().call("schedule", "remove", poll);
    expect((await imports(TABLE, "--yes")).stdout).toContain("1 of 3 lines is taken");
    expect((await imports(TABLE.replace("hunter2", "changed"), "--yes")).stdout).toContain(
      "already there, with other settings",
    );
    expect(audit()).toHaveLength(3);
  });

  it("takes nothing for a look, and nothing unasked", async () => {
    const look = await imports(TABLE, "--dry-run");
    expect(look).toMatchObject({ code: 0 });
    expect(look.stdout).toMatch(/would take 2 of 3 lines\. Next: errand crontab import\n$/);
    const unasked = await imports(TABLE);
    expect(unasked.code).toBe(2);
    expect(unasked.stdout).toContain("to be taken");
    expect(unasked.stderr).toContain("nobody is here to ask. Next: errand crontab import --yes\n");
    expect(await ids()).toEqual([]);
    expect(audit()).toEqual([]);
  });

  it("asks nothing when there is nothing to take", async () => {
    expect(await imports("@reboot a\n")).toMatchObject({ code: 0, stderr: "" });
    expect((await imports("# empty\n")).stdout).toBe(
      "nothing in your crontab is for cron to run. Next: errand schedule list\n",
    );
  });

  it("gives what became of each line as JSON, and no secret", async () => {
    const { stdout } = await imports(TABLE, "--yes", "--json");
    expect(stdout).not.toContain("hunter2");
    const [poll, report] = await ids();
    expect(JSON.parse(stdout)).toEqual({
      v: 1,
      dryRun: false,
      taken: 2,
      lines: [
        { line: 6, verdict: "taken", id: poll, words: "every 5 minutes", timezone: "UTC", reason: null },
        {
          line: 7,
          verdict: "left",
          id: null,
          words: null,
          timezone: null,
          reason: expect.stringContaining("@reboot") as string,
        },
        {
          line: 9,
          verdict: "taken",
          id: report,
          words: "at 03:30, Monday to Friday",
          timezone: "UTC",
          reason: null,
        },
      ],
    });
    expect(JSON.parse((await imports(TABLE, "--dry-run", "--json")).stdout)).toMatchObject({
      dryRun: true,
      taken: 0,
      lines: [{ verdict: "there" }, { verdict: "left" }, { verdict: "there" }],
    });
  });

  it("leaves errand's own block alone, and says so", async () => {
    const block = "# BEGIN errand /srv/a\n* * * * * x\n# END errand /srv/a\n";
    const { stdout, stderr } = await imports(`@daily a\n${block}`, "--dry-run");
    expect(stdout).toContain("would take 1 of 1 line.");
    expect(stderr).toBe("errand: lines 2 to 4: errand's own, not looked at\n");
  });

  it("warns where the config would move every hour", async () => {
    const other =
      new Intl.DateTimeFormat().resolvedOptions().timeZone === "Asia/Tokyo" ? "UTC" : "Asia/Tokyo";
    project().write("errand.config.js", `export default { timezone: "${other}" };`);
    const { stdout, stderr } = await imports("@daily a\n", "--dry-run");
    expect(stdout).toContain(`at 00:00, ${other}`);
    expect(stderr).toMatch(
      /^errand: the config lets times go by .*: CRON_TZ=.* above the lines keeps their hours\n$/,
    );
  });
});

describe("the table that is imported", () => {
  it("may be a file, with a column for users where it is told of one", async () => {
    project().write("system tab", `@daily ${me} /x/mine\n@daily nobody-else /x/other\n`);
    const { stdout, stderr } = await project().call("crontab", "import", "--system", "system tab");
    expect(stdout).toMatch(/1 {2}at 00:00 +mine-\w+ +to be taken\n/);
    expect(stdout).toContain(`left: it runs as nobody-else: errand runs as ${me}`);
    expect(stderr).toContain("Next: errand crontab import 'system tab' --system --yes\n");
    expect((await project().call("crontab", "import", "--system", "system tab", "--yes")).stdout).toContain(
      `1 of 2 lines is taken; line 1 still stands in ${join(project().dir, "system tab")}: take it out`,
    );
  });

  it.each([
    ["a file that is not there", ["nowhere"], "cannot be read: ENOENT"],
    ["a folder", ["."], "cannot be read: EISDIR"],
  ])("may not be %s", async (_what, words, message) => {
    const { code, stderr } = await project().call("crontab", "import", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain("Next: errand crontab import --help\n");
  });

  it.each([
    ["echo 'no crontab for ada' >&2; exit 1", 0, ""],
    ["echo 'crontabs may not be used' >&2; exit 1", 2, "crontab -l failed: crontabs may not be used"],
    ["exit 7", 2, "crontab -l failed: exit 7"],
  ])("is what crontab says: %s", async (script, code, message) => {
    const PATH = fakeCrontab(project().dir, script);
    const called = await project().callWith({ env: { PATH } }, "crontab", "import", "--dry-run");
    expect(called.code).toBe(code);
    expect(called.stderr).toContain(message);
  });

  it("cannot be the user's where there is no cron", async () => {
    const called = await project().callWith({ env: { PATH: "/nowhere" } }, "crontab", "import");
    expect(called.code).toBe(2);
    expect(called.stderr).toContain('there is no program "crontab" in PATH: name a file');
  });
});
