import { fc } from "../properties.ts";
import { expect, it } from "vitest";
import { DueQueue } from "../../src/scheduler/due-queue.ts";

const change = fc.record({
  id: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
  at: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
});

it("knows what is due and what is next, whatever was put in, moved and taken out", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), fc.integer({ min: 0, max: 20 }), (changes, now) => {
      const queue = new DueQueue();
      const model = new Map<string, number>();
      for (const { id, at } of changes) {
        queue.set(id, at);
        if (at === null) model.delete(id);
        else model.set(id, at);
      }
      const due = [...model].filter(([, at]) => at <= now).map(([id]) => id);
      expect(queue.due(now).toSorted()).toEqual(due.toSorted());
      expect(queue.nextAt).toBe(model.size === 0 ? null : Math.min(...model.values()));
      expect(queue.size).toBe(model.size);
    }),
  );
});
