import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import { defineCommand } from "../../src/command/define.ts";
import { job } from "../../src/queue/workflow/build.ts";
import { expectScheduled } from "../../src/testing/expect-scheduled.ts";
import { runCommand } from "../../src/testing/run-command.ts";
import { simulate } from "../../src/testing/simulate.ts";
import { testClient, type TestClient } from "../../src/testing/test-client.ts";

const any = defineCommand({ summary: "Any", run: () => undefined });
const clients: TestClient[] = [];
const open = (more: object = {}): TestClient => {
  const client = testClient({ commands: { any }, ...more });
  clients.push(client);
  return client;
};

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

const span = { from: "2026-03-23T00:00:00Z", to: "2026-03-24T00:00:00Z" };

describe("an option that there is not", () => {
  it.each<[string, () => unknown, string]>([
    ["testClient", () => open({ eagre: true }), 'there is no option "eagre"; did you mean "eager"?'],
    [
      "drain",
      () => open().drain({ untill: 0 } as object),
      'there is no option "untill"; did you mean "until"?',
    ],
    ["drain", () => open().drain(null as never), "its options null must be an object"],
    [
      "wait",
      () => open().wait("x", { timeot: "1s" } as object),
      'there is no option "timeot"; did you mean "timeout"?',
    ],
    [
      "assertEnqueued",
      () => open().assertEnqueued(any, {}, { time: 1 } as object),
      'there is no option "time"; did you mean "times"?',
    ],
    [
      "runCommand",
      () => runCommand(any, {}, { nwo: 0 } as object),
      'there is no option "nwo"; did you mean "now"?',
    ],
    [
      "expectScheduled",
      () => expectScheduled(any, { timezon: "UTC" } as object),
      'there is no option "timezon"; did you mean "timezone"?',
    ],
    [
      "times",
      () => expectScheduled(any).times(0, { ...span, til: 0 } as typeof span),
      'there is no option "til"; options are from, to',
    ],
    [
      "simulate",
      () => simulate({ commands: { any }, ...span, take: {} } as never),
      'there is no option "take"; did you mean "takes"?',
    ],
  ])("of %s is refused with what was meant: %#", async (whose, call, message) => {
    await expect((async () => call())()).rejects.toMatchObject({
      code: "usage",
      message: `${whose}: ${message}`,
    });
  });

  it("is refused before anything is done", async () => {
    const client = open();
    await client.enqueue("any");
    await expect(client.drain({ mots: 1 } as object)).rejects.toThrow("most");
    expect(await client.enqueued()).toHaveLength(1);
  });
});

describe("what is no list of commands", () => {
  it.each<[string, string, () => unknown]>([
    ["testClient", "undefined", () => testClient({} as never)],
    ["testClient", "null", () => testClient({ commands: null } as never)],
    ["testClient", "[]", () => testClient({ commands: [] } as never)],
    ["simulate", "undefined", () => simulate({ ...span } as never)],
  ])("is refused by %s in one line: %s", async (whose, said, call) => {
    await expect((async () => call())()).rejects.toMatchObject({
      code: "usage",
      message: `${whose}: its commands ${said} must be definitions by their names: ${whose}({ commands: { name: definition } })`,
    });
  });
});

describe("a client that is closed", () => {
  it.each<[string, (client: TestClient) => Promise<unknown>]>([
    ["enqueue", (client) => client.enqueue("any")],
    ["start", (client) => client.start(job("any"))],
    ["drain", (client) => client.drain()],
    ["runs", (client) => client.runs()],
    ["find", (client) => client.find("x")],
    ["attempts", (client) => client.attempts("x")],
    ["output", (client) => client.output("x")],
    ["assertEnqueued", (client) => client.assertEnqueued("any")],
    ["its store", async (client) => client.store.version()],
    ["runCommand on its store", (client) => runCommand(any, {}, { store: client.store })],
  ])("says so in one line: %s", async (_, ask) => {
    const client = open();
    client.close();
    client.close();
    await expect(ask(client)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(/^the test client is closed, [^\n]+$/) as string,
    });
  });
});

describe("what is no connection", () => {
  it.each([
    ["null", null, "null is none"],
    ["text", "errand.db", '"errand.db" is none'],
    ["a closed one", new DatabaseSync(":memory:", { open: false }), "this one is closed"],
  ])("is refused by within() in one line: %s", async (_, database, message) => {
    const queue = open().within(database as never);
    const refusal = {
      code: "usage",
      message: `within() takes an open connection of node:sqlite, new DatabaseSync(file), and ${message}`,
    };
    await expect(queue.enqueue("any")).rejects.toMatchObject(refusal);
    await expect(queue.start(job("any"))).rejects.toMatchObject(refusal);
  });
});
