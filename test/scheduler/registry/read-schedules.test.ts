import { describe, expect, it } from "vitest";
import type { ManifestEntry } from "../../../src/command/manifest.ts";
import { readSchedules } from "../../../src/scheduler/registry/read-schedules.ts";
import { brokenEntry, entry, siteConfig } from "./entries.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const HOUR = 3_600_000;

const read = (entries: ManifestEntry[], config = siteConfig()) =>
  readSchedules({ entries, config, now: NOW });

/** A project whose config holds the given schedules, and whose only command is `tidy`. */
async function readConfigured(...schedules: object[]) {
  const config = siteConfig(schedules);
  return read([await entry("tidy", undefined, { config })], config);
}

/** What is said of the only schedule of `tidy`. */
async function faultsOf(schedule: object): Promise<string[]> {
  return read([await entry("tidy", schedule)]).faults.map(({ message }) => message);
}

describe("a schedule that is right", () => {
  it("is plain data with every default in it", async () => {
    const { schedules, faults, unread } = read([
      await entry("tidy", { cron: "0 8 * * *" }, { overlap: "wait" }),
    ]);
    expect({ faults, unread }).toEqual({ faults: [], unread: [] });
    expect(schedules).toEqual([
      {
        id: "tidy",
        command: "tidy",
        program: null,
        args: { stage: "a" },
        rule: { kind: "cron", expression: "0 8 * * *" },
        timezone: "UTC",
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
        overlap: "wait",
        overlapKey: "tidy",
        catchUp: { policy: "latest", withinMs: HOUR, max: 100, spacingMs: 0 },
        conditional: false,
        source: "code",
        place: "commands/tidy.ts",
      },
    ]);
  });

  it.each([
    [{ id: "x:y.z-1_@host" }, { id: "x:y.z-1_@host" }],
    [{ jitter: "5m" }, { jitterMs: 300_000 }],
    [{ environments: ["production", "staging", "production"] }, { environments: ["production", "staging"] }],
    [{ overlap: "replace" }, { overlap: "replace" }],
    [{ args: { stage: "b" } }, { args: { stage: "b" } }],
    [{ when: () => true }, { conditional: true }],
    [{ catchUp: "skip" }, { catchUp: { policy: "skip", withinMs: 0, max: 100, spacingMs: 0 } }],
    [{ catchUp: "latest" }, { catchUp: { policy: "latest", withinMs: HOUR } }],
    [{ catchUp: "all" }, { catchUp: { policy: "all", withinMs: 24 * HOUR, max: 100, spacingMs: 0 } }],
    [
      { catchUp: { policy: "all", within: "2h", max: 5, spacing: "30s" } },
      { catchUp: { policy: "all", withinMs: 2 * HOUR, max: 5, spacingMs: 30_000 } },
    ],
    [{ timezone: "Europe/London" }, { timezone: "Europe/London" }],
  ])("%#: says %j", async (more, expected) => {
    const { schedules, faults } = read([await entry("tidy", { every: "15m", ...more })]);
    expect(faults).toEqual([]);
    expect(schedules).toMatchObject([expected]);
  });

  it("takes the zone of the config, else that of the machine", async () => {
    const entries = [await entry("tidy", { cron: "0 8 * * *" })];
    const zoneIn = (timezone: string | null) =>
      read(entries, siteConfig([], { timezone })).schedules[0]?.timezone;
    expect(zoneIn("Asia/Tokyo")).toBe("Asia/Tokyo");
    expect(zoneIn(null)).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it("may stand in the config, beside that of the module", async () => {
    const config = siteConfig([{ command: "tidy", id: "tidy-b", every: "1h", args: { stage: "b" } }]);
    const { schedules } = read([await entry("tidy", { every: "15m" }, { config })], config);
    expect(schedules).toMatchObject([
      { id: "tidy", source: "code", place: "commands/tidy.ts", args: { stage: "a" } },
      { id: "tidy-b", source: "config", place: "errand.config.ts", args: { stage: "b" }, command: "tidy" },
    ]);
  });

  it("may be of a program", async () => {
    const exec = ["pg_dump", "shop", "--clean"];
    const { schedules, faults } = await readConfigured(
      { exec, name: "backup", every: "1h" },
      {
        exec: ["cat"],
        name: "cat it",
        id: "cat",
        every: "1h",
        cwd: "/srv",
        env: { LANG: "C" },
        stdin: "a\nb",
      },
    );
    expect(faults).toEqual([]);
    expect(schedules).toMatchObject([
      {
        id: "backup",
        command: "backup",
        program: { file: "pg_dump", args: ["shop", "--clean"], cwd: null, env: {}, stdin: null },
        // As `errand exec` keeps it, so that `errand retry` knows what to do.
        args: { program: "pg_dump", arguments: ["shop", "--clean"] },
        overlap: "skip",
        overlapKey: "backup",
      },
      { id: "cat", command: "cat it", program: { cwd: "/srv", env: { LANG: "C" }, stdin: "a\nb" } },
    ]);
  });
});

describe("a schedule that is wrong", () => {
  it.each([
    [{ jitter: "soon" }, 'jitter "soon" must be a duration such as 90s, 15m, 1h30m, 14d or 2w'],
    [{ jitter: 300 }, "jitter 300 must be a duration such as 90s"],
    [{ jitter: "25h" }, 'jitter "25h" must be at most 24h'],
    [{ overlap: "never" }, 'overlap "never" must be one of allow, skip, wait, replace'],
    [{ catchUp: "some" }, 'catchUp "some" must be one of skip, latest, all'],
    [{ catchUp: { policy: "some" } }, 'catchUp.policy "some" must be one of skip, latest, all'],
    [{ catchUp: true }, "catchUp true must be one of skip, latest, all, or an object such as { policy:"],
    [{ catchUp: { policy: "all", within: "long" } }, 'catchUp.within "long" must be a duration'],
    [{ catchUp: { policy: "all", max: 0 } }, "catchUp.max 0 must be at least 1"],
    [{ catchUp: { policy: "all", max: 1e9 } }, "catchUp.max 1000000000 must be at most 10000"],
    [{ catchUp: { policy: "all", spacing: "-5s" } }, 'catchUp.spacing "-5s" must be a duration'],
    [
      { catchUp: { policy: "all", wthin: "2h" } },
      'catchUp.wthin is no member of a schedule; did you mean "within"?',
    ],
    [{ environments: "production" }, 'environments "production" must be a list'],
    [{ environments: [] }, "environments [] must name one at least; leave it out for everywhere"],
    [{ environments: ["a", 5] }, "environments.1 5 must be"],
    [{ when: "never" }, 'when "never" must be a function'],
    [{ timezome: "UTC" }, 'timezome is no member of a schedule; did you mean "timezone"?'],
    [{ colour: "red" }, "colour is no member of a schedule; members are cron, every, at,"],
    [{ args: { stage: "c" } }, 'args: --stage "c" must be one of a, b'],
    [{ args: { stgae: "a" } }, 'args: there is no arg "stgae"; did you mean "stage"?'],
    [{ timezone: "BST" }, 'timezone "BST"'],
  ])("%#: %j is refused in one line", async (more, words) => {
    const said = await faultsOf({ every: "15m", ...more });
    expect(said).toEqual([expect.stringContaining(`commands/tidy.ts: schedule "tidy": ${words}`)]);
    expect(said[0]).not.toContain("\n");
  });

  it.each(["", " ", "-x", "a b", "a\n", "x".repeat(129), 5, null])("the id %j is refused", async (id) => {
    expect(await faultsOf({ every: "15m", id })).toEqual([expect.stringMatching(/: id .* must be /)]);
  });

  it("tells every fault at once, and hands out its parts", async () => {
    const { faults } = read([await entry("tidy", { cron: "x", jitter: "y", args: { stage: "z" } })]);
    expect(faults.map(({ field }) => field).toSorted()).toEqual(["args", "cron", "jitter"]);
    expect(faults.find(({ field }) => field === "jitter")).toMatchObject({
      place: "commands/tidy.ts",
      id: "tidy",
      value: "y",
      rule: "must be a duration such as 90s, 15m, 1h30m, 14d or 2w",
    });
  });

  it("stops no other, and leaves alone what is registered of its command", async () => {
    const entries = [
      await entry("bad", { cron: 5 }),
      brokenEntry("broken"),
      await entry("good", { every: "1h" }),
    ];
    const { schedules, unread } = read(entries);
    expect(schedules.map(({ id }) => id)).toEqual(["good"]);
    expect(unread.toSorted()).toEqual(["bad", "broken"]);
  });
});

describe("the ids of schedules", () => {
  it("must be written where a module has several", async () => {
    const schedule = [{ id: "a", every: "1h" }, { every: "2h" }];
    const { schedules, faults } = read([await entry("tidy", schedule)]);
    expect(schedules.map(({ id }) => id)).toEqual(["a"]);
    expect(faults.map(({ message }) => message)).toEqual([
      "commands/tidy.ts: schedule no. 2: id must be given: the module has several schedules, and each needs one of its own",
    ]);
  });

  it("are refused with both places when two schedules share one, and neither is taken", async () => {
    const entries = [
      await entry("a", { id: "same", every: "1h" }),
      await entry("b", { id: "same", every: "2h" }),
      await entry("c", { every: "3h" }),
    ];
    const { schedules, faults, unread } = read(entries);
    expect(schedules.map(({ id }) => id)).toEqual(["c"]);
    expect(faults.map(({ message }) => message)).toEqual([
      'commands/a.ts and commands/b.ts: 2 schedules have the id "same": it must be unlike every other: give each of them an id of its own',
    ]);
    expect(unread).toEqual(["a", "b"]);
  });

  it("cannot come from a program's name that no command line would take", async () => {
    const { faults } = await readConfigured({ exec: ["ls"], name: "list files", every: "1h" });
    expect(faults.map(({ message }) => message)).toEqual([
      "errand.config.ts: schedule no. 1: id must be given: the name cannot be one, which is letters, digits and . _ : @ -",
    ]);
  });
});

describe("a schedule of the config", () => {
  it.each([
    [{ command: "tdiy", every: "1h" }, 'command "tdiy" is no command of this project; did you mean "tidy"?'],
    [
      { command: "nothing-like-it", every: "1h" },
      "is no command of this project; errand list shows them all",
    ],
    [{ every: "1h" }, "command must name a command; a program stands in exec"],
    [{ command: 5, every: "1h" }, "command 5 must name a command"],
    [{ command: "tidy", exec: ["ls"], name: "x", every: "1h" }, "cannot stand beside exec: one of the two"],
    [
      { exec: "ls -l", name: "x", every: "1h" },
      'exec "ls -l" must be a program and its arguments: ["pg_dump", "shop"]',
    ],
    [{ exec: [], name: "x", every: "1h" }, "exec.0 must be a program and its arguments"],
    [{ exec: [""], name: "x", every: "1h" }, 'exec.0 "" must be a program and its arguments'],
    [{ exec: ["ls", "a\0"], name: "x", every: "1h" }, "must not hold a NUL character"],
    [{ exec: ["ls"], every: "1h" }, "name must name the runs of the program"],
    [{ exec: ["ls"], name: "x", args: {}, every: "1h" }, "args {} stand in exec, behind the program"],
    [{ exec: ["ls"], name: "x", env: { "A=B": "c" }, every: "1h" }, "env.A=B"],
    [
      { command: "tidy", every: "1h", when: () => true },
      'when "[function]" stands in the command\'s module only',
    ],
  ])("%#: %j is refused", async (schedule, words) => {
    const { schedules, faults } = await readConfigured(
      { exec: ["ls"], name: "first", every: "1h" },
      schedule,
    );
    expect(schedules.map(({ id }) => id)).toEqual(["first"]);
    expect(faults.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
    expect(faults[0]?.message).toMatch(/^errand\.config\.ts: schedule (no\. 2|"\w+"): /);
  });
});
