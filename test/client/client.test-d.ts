import { expectTypeOf, test } from "vitest";
import { createClient, defineCommand, job, z, type EnqueuedRun } from "errand";

const archive = defineCommand({
  summary: "Archive essays",
  args: z.object({
    stage: z.enum(["drafting", "review"]),
    limit: z.number().default(3),
    at: z.date().optional(),
  }),
  run: () => undefined,
});
const plain = defineCommand({ summary: "Take no args", run: () => undefined });
const dated = defineCommand({
  summary: "Take dates and whatever",
  args: z.object({
    coerced: z.coerce.date().optional(),
    days: z.array(z.date()).optional(),
    either: z.union([z.date(), z.string()]).optional(),
    text: z.iso.datetime().optional(),
    some: z.unknown().optional(),
    any: z.any().optional(),
    gaps: z.array(z.string().optional()).optional(),
    big: z.coerce.bigint().optional(),
    by: z.record(z.string(), z.date()).optional(),
    thing: z.instanceof(URL).optional(),
  }),
  run: () => undefined,
});
const loose = defineCommand({
  summary: "Take more than it names",
  args: z.looseObject({ at: z.date() }),
  run: () => undefined,
});
const odd = defineCommand({
  summary: "Take what JSON has no word for",
  args: z.object({ when: z.custom<() => void>() }),
  run: () => undefined,
});
const client = createClient();

test("enqueue is typed by what the command's schema takes in", () => {
  expectTypeOf(client.enqueue(archive, { stage: "review" })).resolves.toEqualTypeOf<EnqueuedRun>();
  void client.enqueue(archive, { stage: "review", limit: 2, at: new Date(0) }, { delay: "10m", tags: ["a"] });
  // @ts-expect-error a stage that the schema does not know
  void client.enqueue(archive, { stage: "printed" });
  // @ts-expect-error a missing arg
  void client.enqueue(archive, {});
  // @ts-expect-error args that must be given
  void client.enqueue(archive);
  // @ts-expect-error no such option
  void client.enqueue(archive, { stage: "review" }, { priorty: 1 });
});

test("a command without args needs none", () => {
  void client.enqueue(plain);
  void client.enqueue(plain, {}, { queue: "low" });
});

test("what JSON cannot carry is refused by type", () => {
  // @ts-expect-error a function
  void client.enqueue(odd, { when: () => undefined });
  // @ts-expect-error a function, where the schema says nothing
  void client.enqueue(dated, { some: () => undefined });
  // @ts-expect-error a symbol, where anything goes
  void client.enqueue(dated, { any: Symbol("x") });
  // @ts-expect-error a map, which JSON has no word for
  void client.enqueue(dated, { some: { deep: [new Map()] } });
  // @ts-expect-error an instance of a class
  void client.enqueue(dated, { thing: new URL("https://example.com") });
  // @ts-expect-error a bigint that no schema would read back
  void client.enqueue(dated, { some: 1n });
  // @ts-expect-error undefined in a list
  void client.enqueue(dated, { gaps: ["a", undefined] });
  // @ts-expect-error a function
  job("essays:archive", { list: [() => undefined] });
  const absent: { note?: string | undefined } = { note: undefined };
  void client.enqueue(dated, { some: { a: [1, "b", null], absent } });
});

test("a date is taken where the schema reads it back", () => {
  const at = new Date(0);
  void client.enqueue(dated, { coerced: at, days: [at], by: { first: at }, big: 1n });
  void client.enqueue(dated, { coerced: "2026-12-01", either: at.toISOString(), text: at.toISOString() });
  void client.enqueue(loose, { at, more: { a: 1 } });
  void job(loose, { at });
  // @ts-expect-error it would come back as text
  void client.enqueue(dated, { either: at });
  // @ts-expect-error text is wanted
  void client.enqueue(dated, { text: at });
  // @ts-expect-error it would come back as text
  void client.enqueue(dated, { some: at });
  // @ts-expect-error a name has no schema
  void client.enqueue("essays:archive", { at });
});

test("a name takes any JSON", () => {
  void client.enqueue("essays:archive", { stage: "review", list: [1, { a: null }], absent: undefined });
  // @ts-expect-error a function
  void client.enqueue("essays:archive", { when: () => undefined });
});

test("each of many is typed by its own command", () => {
  void client.enqueueMany([job(archive, { stage: "review" }), job("other", { any: 1 })]);
  // @ts-expect-error a stage that the schema does not know
  job(archive, { stage: "printed" });
});

test("a command enqueues by the same types", () => {
  defineCommand({
    summary: "Enqueue another",
    async run({ enqueue }) {
      expectTypeOf(await enqueue(archive, { stage: "review" })).toEqualTypeOf<EnqueuedRun>();
      // @ts-expect-error a missing arg
      await enqueue(archive, {});
    },
  });
});
