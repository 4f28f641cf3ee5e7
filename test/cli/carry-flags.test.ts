import { expect, it } from "vitest";
import { carryFlags, carryFlagsAtEnd, carryFlagsInLines } from "../../src/cli/carry-flags.ts";

const DATABASE = { database: "b.db" };

it.each([
  ["errand work", "errand work --database b.db"],
  ["errand logs -f 019", "errand logs --database b.db -f 019"],
  ["errand queue resume mail", "errand queue resume --database b.db mail"],
  ["errand run hello --dry-run", "errand run --database b.db hello --dry-run"],
  ["errand history --database b.db --after 2", "errand history --database b.db --after 2"],
  ["errand history --database=b.db", "errand history --database=b.db"],
  ["errand run hello --help", "errand run hello --help"],
  ["errand --help", "errand --help"],
  ["errand init", "errand init"],
  ["df -h .", "df -h ."],
])("%s becomes %s", (next, carried) => {
  expect(carryFlags(next, DATABASE)).toBe(carried);
});

it("quotes what a shell would take apart, and carries both flags", () => {
  expect(carryFlags("errand list", { config: "a b.ts", database: "c.db" })).toBe(
    "errand list --config 'a b.ts' --database c.db",
  );
});

it("names the project to the help of a command of it, and nothing to that of a verb", () => {
  const flags = { config: "c.ts", database: "b.db" };
  expect(carryFlags("errand run hello --help", flags)).toBe("errand run --config c.ts hello --help");
  expect(carryFlags("errand schedule run hello --help", flags)).toBe(
    "errand schedule run --config c.ts hello --help",
  );
  expect(carryFlags("errand run --help", flags)).toBe("errand run --help");
  expect(carryFlags("errand schedule add --help", flags)).toBe("errand schedule add --help");
});

it("changes nothing where no flag was given", () => {
  expect(carryFlagsAtEnd("x. Next: errand work\n", { config: undefined })).toBe("x. Next: errand work\n");
});

it("reaches the end of each of an event's lines, and no line of somebody else's", () => {
  const event =
    "errand: a failed. Next: errand show 1\nError: x. Next: errand y\nerrand: b failed. Next: errand show 2";
  expect(carryFlagsInLines(event, DATABASE)).toBe(
    "errand: a failed. Next: errand show --database b.db 1\nError: x. Next: errand y\nerrand: b failed. Next: errand show --database b.db 2",
  );
});

it("reaches each command that a text ends with, and none before", () => {
  const text = "Next: errand a\n\u001b[2mNext:\u001b[22m errand logs 1   errand retry 1\n";
  expect(carryFlagsAtEnd(text, DATABASE)).toBe(
    "Next: errand a\n\u001b[2mNext:\u001b[22m errand logs --database b.db 1   errand retry --database b.db 1\n",
  );
});
