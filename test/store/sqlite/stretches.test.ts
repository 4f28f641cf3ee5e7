import { expect, it } from "vitest";
import { stretchesOf } from "../../../src/store/sqlite/stretches.ts";

it.each([
  { items: [], stretches: [] },
  { items: [1], stretches: [[1]] },
  { items: [1, 3, 2, 4, 5], stretches: [[1, 3], [2, 4], [5]] },
  { items: [0, 0, 0], stretches: [[0, 0, 0]] },
])("cuts $items wherever odd and even meet", ({ items, stretches }) => {
  expect(stretchesOf(items, (one, next) => one % 2 === next % 2)).toEqual(stretches);
});
