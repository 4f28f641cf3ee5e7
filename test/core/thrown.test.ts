import { expect, it } from "vitest";
import { ErrandError } from "../../src/core/errors.ts";
import { faultOf } from "../../src/core/thrown.ts";

it.each<[unknown, string]>([
  [new TypeError("x is no function"), "TypeError: x is no function"],
  [new Error("the disk is full"), "the disk is full"],
  [new ErrandError("store_unavailable", "a.db is locked"), "a.db is locked"],
  [Object.assign(new Error("no"), { name: 5 }), "no"],
  ["a text", "a text"],
])("says what kind of fault %o is, where its message does not", (thrown, said) => {
  expect(faultOf(thrown)).toBe(said);
});
