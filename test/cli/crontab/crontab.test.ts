import { beforeEach, describe, expect, it, vi } from "vitest";
import { useProjectWith } from "../test-project.ts";
import { SITE } from "../schedule/site.ts";
import { FakeCrontab } from "./fake-crontab.ts";

const project = useProjectWith(SITE);

/** The zone of those schedules: whether cron can say them must not hang on where tests run. */
beforeEach(() => {
  vi.stubEnv("TZ", "UTC");
  return () => vi.unstubAllEnvs();
});

function call(crontab: FakeCrontab, ...words: string[]) {
  return project().callWith({ env: crontab.env }, "crontab", ...words);
}

/** What a person has there already, not all of it in UTF-8. */
const OTHERS = "MAILTO=ada\n# caf\xe9\r\n0 1 * * *\tbackup\n\n";

describe("errand crontab", () => {
  it("tells its verbs", async () => {
    const { code, stdout } = await call(new FakeCrontab());
    expect(code).toBe(0);
    expect(stdout).toMatch(/print .*\n.*install .*\n.*remove .*\n.*check /);
  });

  it.each([
    ["instal", 'there is no crontab verb "instal"; did you mean "install"? Next: errand crontab install\n'],
    [
      "frob",
      'there is no crontab verb "frob"; there are print, install, remove, check, import. Next: errand crontab --help\n',
    ],
  ])("refuses another: %s", async (word, said) => {
    expect(await call(new FakeCrontab(), word)).toEqual({ code: 2, stdout: "", stderr: `errand: ${said}` });
  });
});

describe("crontab print", () => {
  it("prints one line that ticks, between the marks of the project", async () => {
    const { dir } = project();
    const { code, stdout, stderr } = await call(new FakeCrontab(), "print");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [begin, line = "", end, ...rest] = stdout.split("\n");
    expect([begin, end, ...rest]).toEqual([`# BEGIN errand ${dir}`, `# END errand ${dir}`, ""]);
    expect(line.startsWith(`* * * * * cd '${dir}' && PATH='`)).toBe(true);
    expect(line).toMatch(/ '\/.*' '\/.*\/main\.(ts|js)' tick --cron$/);
    expect(line).toContain(` '${process.execPath}' `);
  });

  it("prints a line for each schedule, and names those that it cannot say", async () => {
    const { code, stdout, stderr } = await call(new FakeCrontab(), "print", "--each");
    expect(code).toBe(0);
    const lines = stdout.split("\n").slice(1, -2);
    expect(lines.map((line) => [line.slice(0, 9), / -- '(.*)' 2>&1/.exec(line)?.[1]])).toEqual([
      ["0 * * * *", "greet"],
      ["0 8 * * *", "report"],
    ]);
    expect(stderr).toContain(
      "errand: report-weekly is left out, as it is for production, and this is test. Next: errand crontab print\n",
    );
    expect(stderr).toMatch(/commands\/wrong\.ts.*overlap/);
    expect(stderr).toMatch(/commands\/broken\.ts does not load/);
  });

  it("speaks JSON", async () => {
    const { stdout } = await call(new FakeCrontab(), "print", "--each", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      v: 1,
      block: expect.stringMatching(/^# BEGIN errand /) as string,
      leftOut: [{ id: "report-weekly", reason: expect.any(String) as string }],
    });
  });

  it("tells cron what it has from no flag and no environment, by whole paths", async () => {
    const { dir } = project();
    const { stdout } = await call(new FakeCrontab(), "print", "--database", "x.db");
    expect(stdout).toContain(`tick --cron --database '${dir}/x.db'\n`);
    const env = { ...new FakeCrontab().env, ERRAND_CONFIG: "errand.config.ts", NODE_ENV: "production" };
    const { stdout: ofEnvironment } = await project().callWith({ env }, "crontab", "print");
    expect(ofEnvironment).toContain(`tick --cron --config '${dir}/errand.config.ts'\n`);
    expect(ofEnvironment).toContain(` NODE_ENV='production' '/`);
  });
});

describe("crontab install", () => {
  it("shows what changes, writes it, and keeps all else byte for byte; remove brings the table back", async () => {
    const crontab = new FakeCrontab();
    crontab.table = OTHERS;
    const { stdout: block } = await call(crontab, "print");
    const installed = await call(crontab, "install", "--yes");
    expect(installed).toMatchObject({ code: 0, stderr: "" });
    expect(installed.stdout).toContain(`+# BEGIN errand ${project().dir}\n`);
    expect(installed.stdout).toMatch(/your crontab runs .* now\n$/);
    expect(crontab.table).toBe(OTHERS + block);
    const removed = await call(crontab, "remove", "--yes");
    expect(removed.stdout).toContain(`-# BEGIN errand ${project().dir}\n`);
    expect(crontab.table).toBe(OTHERS);
  });

  it("makes a table where there is none", async () => {
    const crontab = new FakeCrontab();
    expect(await call(crontab, "install", "--yes")).toMatchObject({ code: 0, stderr: "" });
    expect(crontab.table).toMatch(/^# BEGIN errand /);
  });

  it("takes the place of what it installed before", async () => {
    const crontab = new FakeCrontab();
    await call(crontab, "install", "--yes");
    crontab.table = `${crontab.table}# after\n`;
    expect(await call(crontab, "install", "--each", "--yes")).toMatchObject({ code: 0 });
    expect(crontab.table.match(/BEGIN errand/g)).toHaveLength(1);
    expect(crontab.table).toMatch(/schedule run --trigger crontab[^]*# after\n$/);
  });

  it("writes nothing when it is current, nor when there is nothing to remove", async () => {
    const crontab = new FakeCrontab();
    const removed = await call(crontab, "remove");
    expect(removed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("nothing was written") as string,
    });
    await call(crontab, "install", "--yes");
    const again = await call(crontab, "install");
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("already") as string });
    expect(crontab.writes).toBe(1);
  });

  it.each(["install", "remove"])("needs --yes where nobody can be asked: %s", async (verb) => {
    const crontab = new FakeCrontab();
    if (verb === "remove") await call(crontab, "install", "--yes");
    const before = crontab.table;
    const { code, stderr, stdout } = await call(crontab, verb);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `errand: nobody is here to ask; your crontab is as it was. Next: errand crontab ${verb} --yes\n`,
    });
    expect(stdout).toContain("# BEGIN errand");
    expect(crontab.table).toBe(before);
  });
});

describe("crontab check", () => {
  it("fails with what differs, and holds its peace once it is installed", async () => {
    const crontab = new FakeCrontab();
    const { code, stdout, stderr } = await call(crontab, "check");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "errand: your crontab is not current. Next: errand crontab install\n",
    });
    expect(stdout).toContain("+# BEGIN errand");
    await call(crontab, "install", "--yes");
    expect(await call(crontab, "check")).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse((await call(crontab, "check", "--json")).stdout)).toEqual({
      v: 1,
      current: true,
      diff: "",
    });
    const other = await call(crontab, "check", "--each");
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("install --each") as string });
  });
});

describe("a crontab that cannot be used", () => {
  it.each(["install", "remove", "check"])("is left as it is when it is corrupt: %s", async (verb) => {
    const crontab = new FakeCrontab();
    const corrupt = `# mine\n# BEGIN errand ${project().dir}\n* * * * * tick\n`;
    crontab.table = corrupt;
    const { code, stderr } = await call(crontab, verb, ...(verb === "check" ? [] : ["--yes"]));
    expect(code).toBe(78);
    expect(stderr).toContain("your crontab is left as it is, because its line 2 begins a block of");
    expect(crontab.table).toBe(corrupt);
  });

  it("is named when there is no such program", async () => {
    const { code, stderr } = await project().callWith({ env: { PATH: "/nowhere" } }, "crontab", "check");
    expect(code).toBe(78);
    expect(stderr).toMatch(/^errand: there is no program "crontab" in PATH: .* Next: errand start\n$/);
  });

  it("is named when that program cannot be started", async () => {
    const { code, stderr } = await call(new FakeCrontab("", 0o644), "check");
    expect(code).toBe(78);
    expect(stderr).toMatch(/crontab cannot be called: .*EACCES/);
  });

  const REFUSES = `case "$1" in -l) cat "$(dirname "$0")/table";; *) cat >/dev/null; echo "bad minute" >&2; exit 1;; esac`;
  const FORGETS = `case "$1" in -l) echo "# kept";; *) cat >/dev/null;; esac`;
  const CHANGES = `date +%N >> "$(dirname "$0")/table"; cat "$(dirname "$0")/table"`;
  it.each([
    {
      title: "may not be used",
      script: 'echo "You (ada) are not allowed" >&2; exit 1',
      said: "You (ada) are not allowed",
    },
    { title: "refuses a table", script: REFUSES, said: "crontab refused the table: bad minute" },
    { title: "forgets what it is told", script: FORGETS, said: "does not read as it was written" },
    { title: "changes meanwhile", script: CHANGES, said: "somebody changed your crontab meanwhile" },
  ])("says so when it $title", async ({ script, said }) => {
    const crontab = new FakeCrontab(script);
    crontab.table = "# mine\n";
    const { code, stderr } = await call(crontab, "install", "--yes");
    expect(code).toBe(78);
    expect(stderr).toContain(said);
  });
});
