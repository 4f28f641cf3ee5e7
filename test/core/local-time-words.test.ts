import { expect, it } from "vitest";
import { withTimes } from "../../src/core/local-time-words.ts";

const word = (time: number): string => `<${time / 1_000}>`;

it.each([
  ["stopped at 1970-01-01T00:00:09.000Z", "stopped at <9>"],
  ["from 1970-01-01T00:00:01.000Z to 1970-01-01T00:00:02.000Z: no", "from <1> to <2>: no"],
  ["nothing ticks", "nothing ticks"],
  ["1970-01-01T00:00:01Z, as somebody else writes it", "1970-01-01T00:00:01Z, as somebody else writes it"],
])("%s becomes %s", (sentence, said) => expect(withTimes(sentence, word)).toBe(said));
