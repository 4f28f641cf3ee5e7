import { expect, it } from "vitest";
import { Paces } from "../../../src/worker/lanes/pace.ts";

it.each([
  { ms: 100, batch: 1 },
  { ms: 0.5, batch: 1 },
  { ms: 0.1, batch: 200 },
  { ms: 0.001, batch: 1_000 },
])("gives $batch at once of a command whose runs take $ms ms", ({ ms, batch }) => {
  const paces = new Paces();
  paces.note("noop", 10, ms * 10);
  expect(paces.batchOf("noop")).toBe(batch);
});

it("begins with one, and knows each command by itself", () => {
  const paces = new Paces();
  paces.note("quick", 1, 0.01);
  expect(paces.batchOf("slow")).toBe(1);
});

it("believes at once that a command became slow, and only after many runs that it became quick", () => {
  const paces = new Paces();
  paces.note("noop", 1, 0.01);
  paces.note("noop", 1, 50);
  expect(paces.batchOf("noop")).toBe(1);
  for (let run = 0; run < 5; run += 1) paces.note("noop", 1, 0.01);
  expect(paces.batchOf("noop")).toBe(1);
  for (let run = 0; run < 20; run += 1) paces.note("noop", 1, 0.01);
  expect(paces.batchOf("noop")).toBeGreaterThan(100);
});
