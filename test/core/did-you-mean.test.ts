import { describe, expect, it } from "vitest";
import { didYouMean } from "../../src/core/did-you-mean.ts";

describe("didYouMean", () => {
  const words = ["stage", "dry-run", "older-than", "no-dry-run"];

  it.each([
    ["stgae", "stage"],
    ["stag", "stage"],
    ["dryrun", "dry-run"],
    ["ol", "older-than"],
    ["no-d", "no-dry-run"],
    ["no-dryrun", "no-dry-run"],
    ["olderthan", "older-than"],
  ])("%s was meant to be %s", (word, meant) => expect(didYouMean(word, words)).toBe(meant));

  it.each([
    ["rnu", "run"],
    ["histroy", "history"],
    ["exce", "exec"],
    ["urn", "run"],
  ])("%s is %s with two letters in each other's place", (word, meant) =>
    expect(didYouMean(word, ["exec", "run", "history", "prune"])).toBe(meant),
  );

  it("prefers what begins so to what is near", () =>
    expect(didYouMean("hist", ["list", "history"])).toBe("history"));

  it.each(["x", "s", "verbose", "", "completely-else"])("%j was meant to be none of them", (word) =>
    expect(didYouMean(word, words)).toBeUndefined(),
  );

  it("compares with nothing when there is nothing", () => expect(didYouMean("stage", [])).toBeUndefined());

  it("does not measure a word of a million letters", () =>
    expect(didYouMean("s".repeat(1_000_000), words)).toBeUndefined());
});
