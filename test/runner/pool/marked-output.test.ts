import { fc } from "../../properties.ts";
import { expect, it } from "vitest";
import { markOf, MarkedOutput } from "../../../src/runner/pool/marked-output.ts";

const MARK = "\0errand 1234 ";

/** What each place printed, and which ended, of a pipe that came in these pieces. */
function read(pieces: Buffer[]): { printed: Record<string, string>; ended: number[]; stood: number[] } {
  const [printed, ended, stood]: [Record<string, string>, number[], number[]] = [{}, [], []];
  const output = new MarkedOutput(MARK, "stdout", {
    output: (_, bytes, place) =>
      (printed[String(place)] = (printed[String(place)] ?? "") + Buffer.from(bytes).toString("latin1")),
    ended: (place) => ended.push(place),
    stands: (place) => stood.push(place),
  });
  for (const piece of pieces) output.push(piece);
  output.end();
  return { printed, ended, stood };
}

it("gives what came before any mark to nobody, and holds no byte back at the end", () => {
  expect(read([Buffer.from("hello\0err")])).toEqual({
    printed: { null: "hello\0err" },
    ended: [],
    stood: [],
  });
});

it("tells whose each byte is, wherever the pieces of the pipe are cut", () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "\0", "e", "\0errand", "<", "1") }), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 40 }), (printed, size) => {
      const whole = Buffer.concat(
        printed.flatMap((text, place) => [
          markOf(MARK, place, "begin"),
          Buffer.from(text.slice(0, 2)),
          // By a thread, in the midst of what is written.
          ...(place % 2 === 0 ? [markOf(MARK, place, "stands")] : []),
          Buffer.from(text.slice(2)),
          markOf(MARK, place, "end"),
        ]),
      );
      const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
        whole.subarray(at * size, (at + 1) * size),
      );
      const seen = read(pieces);
      expect(seen.ended).toEqual(printed.map((_, place) => place));
      expect(seen.stood).toEqual(seen.ended.filter((place) => place % 2 === 0));
      for (const [place, text] of printed.entries()) expect(seen.printed[String(place)] ?? "").toBe(text);
    }),
  );
});
