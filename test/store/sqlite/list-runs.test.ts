import { fc } from "../../properties.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/core/json.ts";
import type { Run } from "../../../src/core/run.ts";
import { openMemoryStore } from "../../../src/store/open.ts";
import type { RunFilter } from "../../../src/store/history-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { finished, NOON } from "../build.ts";

/** Texts that a query language, a pattern or JSON could take for something else. */
const WORDS = [
  "draft",
  "Review",
  'say "hi"',
  "100%",
  "a_b",
  "x OR y",
  "revi*",
  "ÄRGER",
  "日本語",
  "back\\slash",
  "7",
  "55",
  "true",
];
const word = fc.constantFrom(...WORDS);
const args: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom("stage", "count", "list", "deep"),
  fc.oneof(
    word,
    fc.constantFrom<JsonValue>(7, 55, 555, true, null, 1.5),
    fc.array(word, { maxLength: 2 }),
    fc.record({ stage: word }),
  ),
);
const wish = fc.record({
  command: fc.constantFrom("essays:check", "essays:publish", "backup"),
  trigger: fc.constantFrom("manual" as const, "crontab" as const),
  args,
  outcome: fc.constantFrom("succeeded" as const, "failed" as const),
  message: word,
  result: fc.option(fc.record({ word })),
  age: fc.nat(50),
});
type Made = typeof wish extends fc.Arbitrary<infer Value> ? Value : never;

const filter: fc.Arbitrary<RunFilter> = fc.record(
  {
    command: fc.constantFrom("essays:check", "backup", "no:such"),
    states: fc.uniqueArray(fc.constantFrom("succeeded" as const, "failed" as const, "queued" as const)),
    trigger: fc.constantFrom("manual" as const, "crontab" as const),
    since: fc.integer({ min: NOON - 50, max: NOON + 1 }),
    until: fc.integer({ min: NOON - 50, max: NOON + 1 }),
    search: fc.oneof(
      word,
      fc.tuple(word, fc.nat(3)).map(([text, from]) => text.slice(from).toUpperCase()),
    ),
    args: fc.array(
      fc.record({ path: fc.constantFrom("stage", "count", "list", "deep.stage", "list.0"), value: word }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

/** What the contract says, written down once more without any index. */
function means({
  command,
  states,
  trigger,
  since,
  until,
  search,
  args: members,
}: RunFilter): (run: Run) => boolean {
  return (run) =>
    (command ?? run.command) === run.command &&
    (states?.includes(run.state) ?? true) &&
    (trigger ?? run.trigger) === run.trigger &&
    run.requestedAt >= (since ?? 0) &&
    run.requestedAt < (until ?? Infinity) &&
    (members ?? []).every(({ path, value }) => valuesAt(run.args, path).includes(value)) &&
    (search === undefined || textsOf(run).some((text) => text.toLowerCase().includes(search.toLowerCase())));
}

function valuesAt(value: JsonValue, path: string): string[] {
  const found = path
    .split(".")
    .reduce<unknown>(
      (at, step) => (at instanceof Object ? (at as Record<string, unknown>)[step] : undefined),
      value,
    );
  const values: unknown[] = Array.isArray(found) ? found : [found];
  return values.filter((one) => one !== undefined && (one === null || typeof one !== "object")).map(String);
}

function textsOf({ command, args: given, error, result }: Run): string[] {
  const texts = [command, ...(error ? [error.name, error.message] : []), ...leaves(given), ...leaves(result)];
  return [...texts, JSON.stringify(given), JSON.stringify(result ?? "")].filter(
    (text) => text !== "{}" && text !== '""',
  );
}

function leaves(value: JsonValue): string[] {
  if (value === null || typeof value !== "object") return [String(value)];
  return Object.entries(value).flatMap(([key, member]) => [key, ...leaves(member)]);
}

async function allPages(store: Store, wanted: RunFilter, limit: number): Promise<Run[]> {
  const runs: Run[] = [];
  let after: string | null = "";
  while (after !== null) {
    const page = await store.listRuns(wanted, after === "" ? { limit } : { limit, after });
    runs.push(...page.runs);
    after = page.next;
  }
  return runs;
}

async function keep(store: Store, made: Made[]): Promise<void> {
  for (const { outcome, message, result, age, ...run } of made) {
    const error = outcome === "failed" ? { name: "CommandError", message, stack: null } : null;
    await finished(store, { ...run, now: NOON - age }, { outcome, error, result });
  }
}

test("any filter finds what its words mean, in pages of any size", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(wish, { maxLength: 20 }),
      filter,
      fc.integer({ min: 1, max: 7 }),
      async (made, wanted, limit) => {
        const store = openMemoryStore(NOON);
        await keep(store, made);
        const all = await allPages(store, {}, 100);
        expect(await allPages(store, wanted, limit)).toEqual(all.filter(means(wanted)));
        store.close();
      },
    ),
    { numRuns: 200 },
  );
});

test("what is counted and what is newest is what the list says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(wish, { maxLength: 20 }), filter, async (made, { since, command }) => {
      const store = openMemoryStore(NOON);
      await keep(store, made);
      const all = await allPages(store, {}, 100);
      const some = {
        ...(since === undefined ? {} : { since }),
        ...(command === undefined ? {} : { command }),
      };
      const counted = all.filter(means(some));
      for (const [state, count] of Object.entries(await store.countRuns(some))) {
        expect(count).toBe(counted.filter((run) => run.state === state).length);
      }
      const newest = new Map(all.toReversed().map((run) => [run.command, run]));
      expect(new Map((await store.latestRuns()).map((run) => [run.command, run]))).toEqual(newest);
      store.close();
    }),
    { numRuns: 100 },
  );
});

/** So many that texts are looked up in the index, and that no search could look at each of them. */
describe("in a ledger of 12,000 runs", () => {
  const store = openMemoryStore(NOON);
  const all: Run[] = [];

  beforeAll(async () => {
    for (let index = 0; index < 12_000; index++) {
      const twin = index % 100 === 3 ? { twin: "platypus" } : {};
      const special = index === 40 ? { note: 'the "zebra" ÄRGER 100%' } : {};
      const padding = index === 50 ? { padding: "p".repeat(5_000), late: "okapi" } : {};
      const wanted = {
        command: index % 3 === 0 ? "essays:check" : "backup",
        args: { id: index, ...padding, ...special, ...twin },
      };
      const failure = {
        outcome: "failed",
        error: { name: "E", message: `shard ${index}`, stack: null },
      } as const;
      all.unshift(
        await finished(
          store,
          wanted,
          index % 1_000 === 7
            ? failure
            : { result: index === 60 ? { animal: "quagga" } : "twin" in twin ? twin : null },
        ),
      );
    }
  }, 60_000);
  afterAll(() => store.close());

  test.each<[string, RunFilter, (run: Run) => boolean]>([
    ["a text in the args of one", { search: "ZEBRA" }, ({ args: { note } }) => note !== undefined],
    [
      "a text with quotes in the args of one",
      { search: 'the "zebra" ärger 100%' },
      ({ args: { note } }) => note !== undefined,
    ],
    ["a text in the result of one", { search: "quagg" }, ({ args: { id } }) => id === 60],
    ["a text in the error of one", { search: "shard 3007" }, ({ args: { id } }) => id === 3_007],
    [
      "a text in a rare error, by state",
      { search: "shard", states: ["failed"] },
      ({ state }) => state === "failed",
    ],
    [
      "a text in the args and in the result of many",
      { search: "platypus" },
      ({ args: { twin } }) => twin !== undefined,
    ],
    ["a text that none has", { search: "unicorn" }, () => false],
    ["an arg of one digit", { args: [{ path: "id", value: "9" }] }, ({ args: { id } }) => id === 9],
    [
      "an arg of many digits",
      { args: [{ path: "id", value: "11111" }] },
      ({ args: { id } }) => id === 11_111,
    ],
    [
      "an arg that lies behind what the index holds of its run",
      { args: [{ path: "late", value: "okapi" }] },
      ({ args: { late } }) => late !== undefined,
    ],
    [
      "an arg that must be escaped",
      { args: [{ path: "note", value: 'the "zebra" ÄRGER 100%' }] },
      ({ args: { note } }) => note !== undefined,
    ],
    ["a text in the name of a command", { search: "SSAYS:ch" }, ({ command }) => command === "essays:check"],
    [
      "a text in the name of a command, by state",
      { search: "SSAYS:ch", states: ["failed"] },
      ({ command, state }) => command === "essays:check" && state === "failed",
    ],
    [
      "a text in a name and in args",
      { search: "essays:check", args: [{ path: "id", value: "300" }] },
      ({ args: { id } }) => id === 300,
    ],
  ])("finds %s", async (_, wanted, means) => {
    const found = await allPages(store, wanted, 7);
    expect(found.map(({ id }) => id)).toEqual(all.filter(means).map(({ id }) => id));
  });

  test("hands over a short page when a text too short for the index is rare, and goes on from there", async () => {
    const wanted: RunFilter = { search: "4," };
    const first = await store.listRuns({ ...wanted, search: "a~" }, { limit: 10 });
    expect(first.runs).toEqual([]);
    expect(first.next).not.toBeNull();
    const rest = await store.listRuns({ ...wanted, search: "a~" }, { limit: 10, after: first.next ?? "" });
    expect(rest).toEqual({ runs: [], next: null });
  });

  test("finds a rare text of two characters by its pages", async () => {
    const found = await allPages(store, { search: "q" }, 10);
    expect(found.map(({ result }) => result)).toEqual([{ animal: "quagga" }]);
  });
});
