import { expect, it } from "vitest";
import { HeldOutput } from "../../src/runner/held-output.ts";

function collector() {
  const seen: string[] = [];
  return {
    seen,
    write: (stream: string, bytes: Uint8Array) =>
      void seen.push(`${stream}:${Buffer.from(bytes).toString()}`),
  };
}

it("holds what comes before there is a sink, and lets all that follows through, in order", () => {
  const output = new HeldOutput();
  const sink = collector();
  output.write("stdout", Buffer.from("early"));
  output.write("log", Buffer.from("{}"));
  output.flowTo(sink);
  output.write("stderr", Buffer.from("late"));
  expect(sink.seen).toEqual(["stdout:early", "log:{}", "stderr:late"]);
  expect(output.pieces).toBe(3);
});

it("drops what a module floods while it is loaded, and remembers how stderr ended", () => {
  const output = new HeldOutput();
  for (let n = 0; n < 100; n += 1) output.write("stderr", Buffer.from(`${"x".repeat(9_999)}\n`));
  output.write("stderr", Buffer.from("the end"));
  const sink = collector();
  output.flowTo(sink);
  expect(sink.seen.join("").length).toBeLessThan(300_000);
  expect(output.lastWords).toMatch(/the end$/);
  expect(output.lastWords.length).toBe(8 * 1024);
});
