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
});

test("a name takes any JSON", () => {
  void client.enqueue("essays:archive", { stage: "review", list: [1, { a: null }] });
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
