import { expect, it } from "vitest";
import { fc } from "../properties.ts";
import { parseWeights, wordWeights } from "../../src/core/queue-weights.ts";

it.each([
  ["high=4,default=2,low=1", { high: 4, default: 2, low: 1 }],
  ["high", { high: 1 }],
  [" high = 4 ", undefined],
  ["high=4, low", { high: 4, low: 1 }],
  ["mail:out=1000", { "mail:out": 1000 }],
  ["high=1001", undefined],
  ["high=0", undefined],
  ["high=-1", undefined],
  ["high=1.5", undefined],
  ["high=1=2", undefined],
  ["high=4,high=2", undefined],
  ["high,,low", undefined],
  ["", undefined],
  ["no queue=1", undefined],
])("%j is %j", (text, weights) => {
  expect(parseWeights(text)).toEqual(weights);
});

it("reads back what it words", () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.:-]{0,20}$/);
  fc.assert(
    fc.property(fc.dictionary(name, fc.integer({ min: 1, max: 1_000 }), { minKeys: 1 }), (weights) => {
      expect(parseWeights(wordWeights(weights))).toEqual({ ...weights });
    }),
  );
});
