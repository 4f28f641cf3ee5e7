import { expect, test } from "vitest";
import { parsePerson } from "../../../../commands/_lib/essays/person.ts";

const JO = { name: "Jo Marsh", email: "jo@example.org" };

test.each([
  ["a map", { name: "Jo Marsh", email: "jo@example.org" }, JO],
  ["a map without a name", { email: "jo@example.org" }, { name: "jo@example.org", email: "jo@example.org" }],
  ["a map without an address", { name: "Jo Marsh" }, { name: "Jo Marsh", email: null }],
  ["a name and an address", "Jo Marsh <jo@example.org>", JO],
  ["a bare address", "jo@example.org", { name: "jo@example.org", email: "jo@example.org" }],
  ["a bare name", "jo", { name: "jo", email: null }],
  ["a list, whose first address counts", ["sam", JO], JO],
  ["a list of names", ["sam", "jo"], { name: "sam", email: null }],
  [
    "an address with a line end in it",
    { name: "Jo", email: "jo@example.org\nBcc: x@y.z" },
    { name: "Jo", email: null },
  ],
  ["two addresses in one", { name: "Jo", email: "a@b.c,d@e.f" }, { name: "Jo", email: null }],
  [
    "an address at a host of other letters",
    "jo@bücher.example",
    { name: "jo@bücher.example", email: "jo@bücher.example" },
  ],
])("an editor may be %s", (_, value, person) => {
  expect(parsePerson(value)).toEqual(person);
});

test.each([[undefined], [null], [""], [[]], [7], [{ url: "x" }]])("%j is nobody", (value) => {
  expect(parsePerson(value)).toBeUndefined();
});
