import { describe, expect, it } from "vitest";
import { layOver } from "../../src/command/lay-over.ts";

const flags = [{ path: ["smtp", "host"] }, { path: ["smtp", "login", "user"] }, { path: ["labels"] }];
const base = { smtp: { host: "mail", login: { user: "ada" } }, labels: { a: 1 }, stage: "x" };

describe("args laid over others", () => {
  it.each([
    [
      "keep the neighbours of a flag",
      { smtp: { host: "new" } },
      { ...base, smtp: { ...base.smtp, host: "new" } },
    ],
    [
      "reach every depth",
      { smtp: { login: { user: "bo" } } },
      { ...base, smtp: { host: "mail", login: { user: "bo" } } },
    ],
    ["replace as a whole what has one flag", { labels: { b: 2 } }, { ...base, labels: { b: 2 } }],
    ["replace an object by what is none", { smtp: null }, { ...base, smtp: null }],
    ["bring what no flag is of", { more: 1 }, { ...base, more: 1 }],
  ])("%s", (_, over, expected) => {
    expect(layOver(base, over, flags)).toEqual(expected);
  });
});
