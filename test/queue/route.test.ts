import { expect, it } from "vitest";
import { queueOf } from "../../src/queue/route.ts";

const routes = [
  ["reports:*", "low"],
  ["*:send", "mail"],
  ["a.b*", "dots"],
] as const;

it.each([
  ["reports:weekly", null, "low"],
  ["reports:weekly", "own", "own"],
  ["essays:send", null, "mail"],
  ["reports:send", null, "low"],
  ["axb", null, "default"],
  ["a.bc", null, "dots"],
  ["other", null, "default"],
])("runs of %s, whose own queue is %s, wait in %s", (command, own, queue) => {
  expect(queueOf(command, own, { routes })).toBe(queue);
});
