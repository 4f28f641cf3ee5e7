import { describe, expect, test } from "vitest";
import type { RunFilter } from "../../../src/store/history-store.ts";
import type { CurrentStore } from "../conformance.ts";
import { enqueued, finished, finishedAs, NOON, started, startRequest } from "../build.ts";

export function describeLists(store: CurrentStore): void {
  const find = async (filter: RunFilter): Promise<string[]> => {
    const { runs } = await store().listRuns(filter, { limit: 100 });
    return runs.map(({ command }) => command);
  };

  describe("listRuns", () => {
    test("gives pages, newest first, that join without a gap or an overlap", async () => {
      const ids: string[] = [];
      for (let index = 0; index < 7; index++)
        ids.unshift((await finished(store(), { now: NOON + index })).id);
      const pages: string[][] = [];
      let after: string | undefined;
      do {
        const page = await store().listRuns({}, after === undefined ? { limit: 3 } : { limit: 3, after });
        pages.push(page.runs.map(({ id }) => id));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(pages).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
    });

    test("ends with a full page when nothing is left behind it", async () => {
      await finished(store());
      await finished(store());
      expect((await store().listRuns({}, { limit: 2 })).next).toBeNull();
    });

    test("does not repeat a run when others are taken in between two pages", async () => {
      for (const command of ["a", "b", "c"]) await finished(store(), { command });
      const first = await store().listRuns({}, { limit: 1 });
      await finished(store(), { command: "d" });
      const rest = await store().listRuns({}, { limit: 10, after: first.next ?? "" });
      expect(rest.runs.map(({ command }) => command)).toEqual(["b", "a"]);
    });

    test("answers a page mark that it never gave with one line", async () => {
      await expect(store().listRuns({}, { limit: 1, after: "'; drop table runs" })).rejects.toMatchObject({
        code: "usage",
      });
    });

    describe("filters", () => {
      async function fill(): Promise<void> {
        const error = {
          name: "FetchError",
          message: 'upstream said "100%_no" to draft',
          stack: "at secret-stack:1",
        };
        await finished(store(), {
          command: "essays:check",
          args: { stage: "review", deep: { ids: [7, 8] } },
          trigger: "crontab",
          now: NOON,
        });
        await finished(
          store(),
          { command: "essays:publish", args: { stage: "Drafting", count: 5, dry: true }, now: NOON + 10 },
          { outcome: "failed", error },
        );
        await finished(
          store(),
          { command: "backup", args: { path: 'C:\\new "one"', none: null, count: 55 }, now: NOON + 20 },
          { result: { rows: 1234, unit: "Ünïcode 日本語" } },
        );
        await started(store(), {
          command: "cleanup",
          args: { stage: "review" },
          trigger: "api",
          now: NOON + 30,
        });
      }

      const cases: [string, RunFilter, string[]][] = [
        ["command", { command: "backup" }, ["backup"]],
        ["a command that is only a part of a name", { command: "essays" }, []],
        ["states", { states: ["running", "failed"] }, ["cleanup", "essays:publish"]],
        ["no state at all", { states: [] }, []],
        ["trigger", { trigger: "crontab" }, ["essays:check"]],
        ["since, which is included", { since: NOON + 20 }, ["cleanup", "backup"]],
        ["until, which is excluded", { until: NOON + 10 }, ["essays:check"]],
        ["since and until", { since: NOON + 5, until: NOON + 25 }, ["backup", "essays:publish"]],
        ["a time before all", { until: NOON }, []],
        ["a time after all", { since: NOON + 31 }, []],
        [
          "all at once",
          {
            command: "essays:publish",
            states: ["failed"],
            trigger: "manual",
            since: NOON,
            search: "draft",
            args: [{ path: "count", value: "5" }],
          },
          ["essays:publish"],
        ],
        [
          "all but one at once",
          { command: "essays:publish", states: ["succeeded"], trigger: "manual", search: "draft" },
          [],
        ],
        ["search in names of commands", { search: "ESSAYS:" }, ["essays:publish", "essays:check"]],
        ["search in args", { search: "draf" }, ["essays:publish"]],
        ["search in a live run", { search: "clean" }, ["cleanup"]],
        ["search in the error's name", { search: "fetcherr" }, ["essays:publish"]],
        ["search in the error's message", { search: "upstream SAID" }, ["essays:publish"]],
        ["search in results", { search: "1234" }, ["backup"]],
        ["search beyond ASCII", { search: "ünïCODE 日本" }, ["backup"]],
        ["search of two characters", { search: "8]" }, ["essays:check"]],
        ["search of a wildcard, which is text", { search: "100%_" }, ["essays:publish"]],
        ["search of a wildcard that would match", { search: "1%4" }, []],
        ["search of quotes, as typed", { search: 'said "100' }, ["essays:publish"]],
        ["search of quotes and backslashes in args, as typed", { search: 'C:\\new "one"' }, ["backup"]],
        ["search of operators, which are text", { search: "review OR backup" }, []],
        ["search of a star, which is text", { search: "revie*" }, []],
        ["search of a NUL", { search: "re\0view" }, []],
        ["search of nothing that is there", { search: "zebra" }, []],
        ["search in stacks finds nothing", { search: "secret-stack" }, []],
        ["an empty search", { search: "" }, ["cleanup", "backup", "essays:publish", "essays:check"]],
        ["an arg", { args: [{ path: "stage", value: "review" }] }, ["cleanup", "essays:check"]],
        [
          "an arg in another case, which is another value",
          { args: [{ path: "stage", value: "drafting" }] },
          [],
        ],
        ["a number among args", { args: [{ path: "count", value: "5" }] }, ["essays:publish"]],
        ["a boolean among args", { args: [{ path: "dry", value: "true" }] }, ["essays:publish"]],
        ["null among args", { args: [{ path: "none", value: "null" }] }, ["backup"]],
        [
          "a path into args, to one of many values",
          { args: [{ path: "deep.ids", value: "8" }] },
          ["essays:check"],
        ],
        [
          "a path into args, to a place in a list",
          { args: [{ path: "deep.ids.0", value: "7" }] },
          ["essays:check"],
        ],
        [
          "two args at once",
          {
            args: [
              { path: "stage", value: "review" },
              { path: "deep.ids.1", value: "8" },
            ],
          },
          ["essays:check"],
        ],
        ["an arg that must be escaped", { args: [{ path: "path", value: 'C:\\new "one"' }] }, ["backup"]],
        ["a path to what every object has", { args: [{ path: "__proto__.x", value: "undefined" }] }, []],
        ["an arg that no run has", { args: [{ path: "nothing", value: "" }] }, []],
      ];

      test.each(cases)("by %s", async (_, filter, commands) => {
        await fill();
        expect(await find(filter)).toEqual(commands);
      });

      test("by parent", async () => {
        const parent = await finishedAs(store(), "failed", { command: "first" });
        await finished(store(), { command: "again", parentId: parent.id });
        await finished(store(), { command: "other", parentId: "another" });
        expect(await find({ parentId: parent.id })).toEqual(["again"]);
      });

      test("by tag and by queue, with other conditions or without", async () => {
        await finished(store(), { command: "a", tags: ["nightly", "slow"] });
        await finished(store(), { command: "b", tags: ["nightly"] });
        await finished(store(), { command: "c", tags: ["nightly slow"] });
        await enqueued(store(), { command: "d", tags: ["slow", "slow"], queue: "mail" });
        await enqueued(store(), { command: "e", queue: "low" });
        expect(await find({ tag: "nightly" })).toEqual(["b", "a"]);
        expect(await find({ tag: "slow" })).toEqual(["d", "a"]);
        expect(await find({ tag: "slow", states: ["queued"], search: "d" })).toEqual(["d"]);
        expect(await find({ tag: "slow", queue: "low" })).toEqual([]);
        expect(await find({ tag: "night" })).toEqual([]);
        expect(await find({ queue: "mail" })).toEqual(["d"]);
        const { runs, next } = await store().listRuns({ tag: "nightly" }, { limit: 1 });
        expect(runs.map(({ command }) => command)).toEqual(["b"]);
        const rest = await store().listRuns({ tag: "nightly" }, { limit: 1, after: next ?? "" });
        expect(rest.runs.map(({ command }) => command)).toEqual(["a"]);
      });

      test("by the reason of a skip", async () => {
        await started(store(), { command: "holder", key: "shared" });
        await store().begin(startRequest({ command: "late", key: "shared", policy: "skip" }));
        expect(await find({ search: 'has held "shared"' })).toEqual(["late"]);
      });

      test("by time, though a process with a slow clock came in late", async () => {
        await finished(store(), { command: "noon", now: NOON });
        await finished(store(), { command: "slow clock", now: NOON - 60_000 });
        await finished(store(), { command: "noon and one", now: NOON + 1 });
        expect(await find({ since: NOON })).toEqual(["noon and one", "noon"]);
        expect(await find({ until: NOON })).toEqual(["slow clock"]);
        expect(await store().countRuns({ since: NOON })).toMatchObject({ succeeded: 2 });
        expect(await store().countRuns({ since: NOON, command: "noon" })).toMatchObject({ succeeded: 1 });
      });
    });
  });

  describe("findRunsByPrefix", () => {
    test("finds by the front of an id, newest first, wherever the dashes are", async () => {
      const ids = ["019ca945-b002", "019ca945-0a01", "019ca945-0a00"].map(
        (time) => `${time}-7000-8000-0123456789ab`,
      );
      for (const id of ids.toReversed()) await finished(store(), { id });
      const digits = ids[1]!.replaceAll("-", "");
      const search = async (prefix: string, limit = 10) =>
        (await store().findRunsByPrefix(prefix, limit)).map(({ id }) => id);
      expect(await search(digits.slice(0, 8))).toEqual(ids);
      expect(await search(digits.slice(0, 9))).toEqual(ids.slice(1));
      expect(await search(digits.slice(0, 9), 1)).toEqual([ids[1]]);
      expect(await search(digits.slice(0, 12))).toEqual([ids[1]]);
      expect(await search(digits.slice(0, 14).toUpperCase())).toEqual([ids[1]]);
      expect(await search(ids[1]!)).toEqual([ids[1]]);
      expect(await search(`${digits.slice(0, 3)}-${digits.slice(3)}`)).toEqual([ids[1]]);
      expect(await search(`${ids[1]}0`)).toEqual([]);
      expect(await search("%")).toEqual([]);
      expect(await search("")).toEqual(ids);
    });
  });

  describe("findRun", () => {
    test("knows no run by a part of its id", async () => {
      const run = await finished(store());
      expect(await store().findRun(run.id.slice(0, 35))).toBeUndefined();
      expect(await store().attempts("no-such-run")).toEqual([]);
    });
  });

  describe("latestRuns", () => {
    test("gives the newest run of each command, whatever its state and trigger", async () => {
      await finishedAs(store(), "succeeded", { command: "a", trigger: "api", now: NOON });
      const a = await finishedAs(store(), "failed", { command: "a", trigger: "schedule", now: NOON + 1 });
      await finishedAs(store(), "timed_out", { command: "b", now: NOON + 2 });
      const b = await started(store(), { command: "b", now: NOON + 3 });
      const runs = await store().latestRuns();
      expect(new Map(runs.map((run) => [run.command, run]))).toEqual(
        new Map([
          ["a", a],
          ["b", b],
        ]),
      );
    });
  });

  describe("countRuns", () => {
    test("counts each state, of all or of one command, from a time on", async () => {
      await finishedAs(store(), "succeeded", { command: "a", now: NOON });
      await finishedAs(store(), "succeeded", { command: "a", trigger: "crontab", now: NOON + 10 });
      await finishedAs(store(), "failed", { command: "b", now: NOON + 20 });
      await started(store(), { command: "b", now: NOON + 30 });
      const none = {
        queued: 0,
        running: 0,
        succeeded: 0,
        failed: 0,
        timed_out: 0,
        cancelled: 0,
        lost: 0,
        interrupted: 0,
        skipped: 0,
      };
      expect(await store().countRuns({})).toEqual({ ...none, succeeded: 2, failed: 1, running: 1 });
      expect(await store().countRuns({ since: NOON + 10 })).toEqual({
        ...none,
        succeeded: 1,
        failed: 1,
        running: 1,
      });
      expect(await store().countRuns({ command: "a" })).toEqual({ ...none, succeeded: 2 });
      expect(await store().countRuns({ command: "a", since: NOON + 1 })).toEqual({ ...none, succeeded: 1 });
      expect(await store().countRuns({ command: "c" })).toEqual(none);
    });
  });
}
