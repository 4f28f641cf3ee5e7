import { fc } from "../../../properties.ts";
import { describe, expect, it } from "vitest";
import { parseCrontab } from "../../../../src/scheduler/crontab/import/parse-crontab.ts";
import { planOf, reasonOf, takenOf } from "./tables.ts";

describe("a line that is taken", () => {
  it("becomes a schedule that does what cron did", () => {
    const [schedule] = takenOf(
      planOf(`SHELL=/bin/bash
PATH=/opt/bin:/bin
MAILTO=ada@example.com
EMPTY=
HOME=/srv/shop
CRON_TZ=Asia/Tokyo
30 3 * * 1-5 ./report.sh --day=$(date +\\%F) 2>&1%to: ops%%bye
`),
    );
    const id = "report.sh-d24a61c0";
    expect(schedule).toEqual({
      id,
      command: id,
      program: {
        file: "/bin/bash",
        args: ["-c", "./report.sh --day=$(date +%F) 2>&1"],
        cwd: "/srv/shop",
        env: { SHELL: "/bin/bash", PATH: "/opt/bin:/bin", EMPTY: "", HOME: "/srv/shop" },
        stdin: "to: ops\n\nbye\n",
      },
      args: { program: "/bin/bash", arguments: ["-c", "./report.sh --day=$(date +%F) 2>&1"] },
      overlapKey: id,
      conditional: false,
      rule: { kind: "cron", expression: "30 3 * * 1-5" },
      timezone: "Asia/Tokyo",
      waiting: { queue: "default", priority: 0, maxAttempts: 1, limitKey: null, expiresInMs: null },
      gap: "next",
      fold: "first",
      between: [],
      unless: [],
      from: null,
      until: null,
      exclude: [],
      jitterMs: 0,
      environments: [],
      overlap: "allow",
      catchUp: { policy: "skip", withinMs: 0, max: 100, spacingMs: 0 },
      source: "dynamic",
      place: "imported by ada",
    });
  });

  it("has cron's own shell, the user's home and the zone of the house when the table sets none", () => {
    const [schedule] = takenOf(planOf("SHELL=\nHOME=''\nCRON_TZ=\nTZ=Asia/Tokyo\n@hourly a"));
    expect(schedule).toMatchObject({
      program: { file: "/bin/sh", cwd: "/home/ada", env: { TZ: "Asia/Tokyo" }, stdin: null },
      timezone: "Europe/London",
    });
  });

  it("hears only of what is set above it", () => {
    const taken = takenOf(planOf("A=1\n@hourly a\nA=2\nB=3\n@hourly b\n"));
    expect(taken.map(({ program }) => program?.env)).toEqual([{ A: "1" }, { A: "2", B: "3" }]);
  });

  it.each([
    ["@midnight", "0 0 * * *"],
    ["@annually", "0 0 1 1 *"],
    ["*/10 8-18 1,15 jan-mar Mon-fri", "*/10 8-18 1,15 1-3 1-5"],
    ["0 0 13 * 5", "0 0 13 * 5"],
    // cron wants both days where one of them begins with a star.
    ["0 0 */2 * 1", "0 0 */2 * +1"],
    ["0 0 1-7 * */2", "0 0 1-7 * +*/2"],
    ["0 0 */2 * *", "0 0 */2 * *"],
  ])("is due at %j", (time, expression) => {
    const [schedule] = takenOf(planOf(`${time} a`));
    expect(schedule?.rule).toEqual({ kind: "cron", expression });
  });

  it.each([
    ["/usr/local/bin/backup.sh --all", "backup.sh"],
    ["cd /srv/app && /usr/bin/php artisan schedule:run >> /dev/null 2>&1", "artisan"],
    ["cd /srv/app; ./run_it", "run_it"],
    ["TOKEN=abc FOO=1 curl -s https://u:hunter2@example.com", "curl"],
    ["/usr/bin/env python3 -u /opt/x/report.py", "report.py"],
    ["python3 -m http.server", "http.server"],
    ["sh -c 'TOKEN=hunter2 x'", "sh"],
    ["bash -lc hunter2", "bash"],
    ["nice -n 19 timeout 60s /x/y", "y"],
    ["test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }", "run-parts"],
    ["[ -x /a ] && if [ ! -d /run/systemd/system ]; then /usr/lib/php/sessionclean; fi", "sessionclean"],
    ["command -v debian-sa1 > /dev/null && debian-sa1 1 1", "debian-sa1"],
    ["(date; uptime) | mail ada", "date"],
    ['"/opt/my tool/x"', "my"],
    ["cd /tmp", "job"],
    ["/opt/über", "über"],
  ])("is called after what it starts: %s", (command, slug) => {
    const [schedule] = takenOf(planOf(`@daily ${command}`));
    expect(schedule?.id).toMatch(new RegExp(`^${slug.replace(".", "\\.")}-[0-9a-f]{8}$`));
  });

  it("is called the same whatever ends it and stands around it", () => {
    const ids = ["@daily a", "  @daily a  \r\n", "\n\nX=1\n@daily a\n"].map(
      (text) => takenOf(planOf(text))[0]?.id,
    );
    expect(new Set(ids).size).toBe(1);
  });

  it("may stand twice where the table sets something else between", () => {
    const [first, second, again] = planOf("@daily a\nCRON_TZ=Asia/Tokyo\n@daily a\n@daily a");
    expect(first).toMatchObject({ verdict: "taken", schedule: { timezone: "Europe/London" } });
    const id = `${first?.verdict === "taken" ? first.schedule.id : ""}-2`;
    expect(second).toMatchObject({
      verdict: "taken",
      schedule: { id, command: id, overlapKey: id, timezone: "Asia/Tokyo" },
    });
    expect(again).toEqual({ number: 4, verdict: "left", reason: "says what line 3 says already" });
  });
});

describe("a line that is there already", () => {
  it("is not taken again, and says when it would be another now", () => {
    const known = takenOf(planOf("A=1\n@daily a\n@hourly b"));
    const [a, b] = known;
    expect(planOf("A=1\n@daily a\nA=2\n@hourly b\n", { known })).toEqual([
      { number: 2, verdict: "there", schedule: a, differs: false },
      { number: 4, verdict: "there", schedule: b, differs: true },
    ]);
  });

  it("is the same whoever imported it", () => {
    const known = takenOf(planOf("@daily a")).map((one) => ({ ...one, place: "imported by bob" }));
    expect(planOf("@daily a", { known })).toMatchObject([{ verdict: "there", differs: false }]);
  });
});

describe("a line that is left", () => {
  it.each([
    ["@reboot a", /^is for the start of the machine \(@reboot\)/],
    ["@every_minute a", /^says "@every_minute", which is not known: write \* \* \* \* \*; legal are @yearly/],
    ["@every 5m a", /^says "@every", which is not known; legal are/],
    ["@ a", /^says "@", which is not known/],
    ["0 25 * * * a", /^says "0 25 \* \* \*", which has an hour "25" that must lie within 0-23/],
    ["0 0 31 2 * a", /which is never due/],
    ["5/10 * * * * a", /needs a range before its step: write 5-59\/10/],
    ["H * * * * a", /^says "H", which cron does not know$/],
    ["0~59 * * * * a", /^says "0~59", which cron does not know$/],
    ["0 0 L * * a", /^says "L", which/],
    ["0 0 ? * MON#2 a", /^says "\?", which/],
    ["0 0 15 fred * a", /^says "fred", which/],
    ["-*/5 * * * * a", /^says "-\*\/5 /],
    ["%hourly 5 * * * a", /^says "%hourly", which/],
    ["&15 * * * * a", /^says "&15", which/],
    ["0 */5 * * * * /quartz", /^has six fields of time, and cron knows five$/],
    ["* * * * * 0-5 /x", /^has six fields/],
    ["* * * * * cd /srv/a && npx errand tick", /^lets errand itself tick$/],
    ["* * * * * '/opt/errand' start --quiet", /^lets errand itself tick$/],
    ["* * * * * caf\uFFFD", /^is not written in UTF-8$/],
    ["* * * * * a\0b", /^has a command that must not hold a NUL/],
    ["A=\0hunter2\n* * * * * a", /^stands below A, which must not hold a NUL character$/],
    ["SHELL=\0\n* * * * * a", /^stands below SHELL, which must be/],
    ["HOME=\0\n* * * * * a", /^stands below HOME, which must not hold/],
    ["CRON_TZ=BST\n* * * * * a", /^stands below CRON_TZ "BST", which must be an IANA name/],
    ["gibberish", /^is neither five fields and a command nor NAME=value$/],
  ])("%j says why", (text, reason) => {
    expect(reasonOf(text)).toMatch(reason);
  });

  it.each([
    ["* * * * * root a", "runs as root: errand runs as ada"],
    ["@daily www-data a", "runs as www-data: errand runs as ada"],
    ["* * * * * ada", "has no user and command"],
    ["0 0 1 * * * root a", "has six fields of time, and cron knows five"],
    ["* * * * * ada a", undefined],
  ])("%j of a system's table may be somebody else's", (text, reason) => {
    expect(reasonOf(text, { userColumn: true })).toBe(reason);
  });
});

describe("any table", () => {
  const field = fc.constantFrom(
    "*",
    "*/5",
    "0",
    "1-5",
    "7",
    "MON",
    "L",
    "H",
    "61",
    "@daily",
    "@reboot",
    "@x",
    "ada",
  );
  const job = fc.tuple(fc.array(field, { maxLength: 7 }), fc.string({ unit: "binary" }));
  const line = fc.oneof(
    job.map(([fields, rest]) => `${fields.join(" ")} ${rest}`),
    fc
      .tuple(fc.constantFrom("A", "SHELL", "HOME", "CRON_TZ", "__proto__"), fc.string())
      .map((pair) => pair.join("=")),
    fc.string({ unit: "binary" }),
  );
  const tables = fc.array(line, { maxLength: 12 }).map((lines) => lines.join("\n"));

  it("is decided on to the last job: taken or left, in order, under ids unlike each other", () => {
    fc.assert(
      fc.property(tables, fc.boolean(), (text, userColumn) => {
        const lines = planOf(text, { userColumn });
        const jobs = parseCrontab(text, { userColumn }).filter(
          ({ kind }) => kind === "job" || kind === "unreadable",
        );
        expect(lines.map(({ number }) => number)).toEqual(jobs.map(({ number }) => number));
        const ids = takenOf(lines).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        // Again, and nothing is new.
        const again = planOf(text, { userColumn, known: takenOf(lines) });
        expect(again.map(({ verdict }) => verdict)).toEqual(
          lines.map(({ verdict }) => (verdict === "taken" ? "there" : verdict)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
