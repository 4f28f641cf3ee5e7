import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { Client } from "../../src/client/shape.ts";
import { defineCommand } from "../../src/command/define.ts";
import type { Run } from "../../src/core/run.ts";
import { testClient, type TestClient } from "../../src/testing/test-client.ts";

const notify = defineCommand({
  summary: "Notify",
  args: z.object({ essayId: z.int(), dryRun: z.boolean().default(false) }),
  run: () => ({ sent: 1 }),
});
const client = testClient({ commands: { notify } });

test("a test client can stand wherever a client does", () => {
  expectTypeOf<TestClient>().toExtend<Client>();
  expectTypeOf(client.drain()).resolves.toEqualTypeOf<Run[]>();
});

test("args are typed by the command, where they are enqueued and where they are asserted", () => {
  void client.enqueue(notify, { essayId: 1 });
  void client.assertEnqueued(notify, { essayId: 1 });
  void client.assertEnqueued(notify, {}, { times: 2 });
  void client.assertNotEnqueued("notify", { anything: 1 });
  // @ts-expect-error a number is wanted
  void client.enqueue(notify, { essayId: "1" });
  // @ts-expect-error a number is wanted
  void client.assertEnqueued(notify, { essayId: "1" });
  // @ts-expect-error there is no such arg
  void client.assertEnqueued(notify, { essay: 1 });
});
