import { fc } from "../properties.ts";
import { expect, it } from "vitest";
import type { Item } from "../../src/cli/logs-lines.ts";
import { Tail } from "../../src/cli/logs-tail.ts";

const item = (bytes: number): Item => ({ kind: "cut", attempt: 1, bytes });

it("holds back all but the last, however they come, and then lets everything pass", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat())), fc.nat(5), (pages, count) => {
      const tail = new Tail(count);
      for (const page of pages) expect(tail.take(page.map(item))).toEqual([]);
      const all = pages.flat();
      expect(tail.release()).toEqual(all.slice(Math.max(0, all.length - count)).map(item));
      expect(tail.release()).toEqual([]);
      expect(tail.take([item(1), item(2)])).toHaveLength(2);
    }),
  );
});
