import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argsKeyOf, fingerprintOf, normalize } from "../../src/core/fingerprint.ts";

const print = (message: string, wish: { command?: string; name?: string } = {}): string =>
  fingerprintOf({
    command: wish.command ?? "send-mail",
    error: { name: wish.name ?? "Error", message },
    reason: null,
  });

describe("a message without what differs each time", () => {
  it.each([
    ["essay 42 of 100 is gone", "essay N of N is gone"],
    ['no essay "A day in May"', "no essay TEXT"],
    ["no essay 'A day in May', sorry", "no essay TEXT, sorry"],
    ["it can't and won't open", "it can't and won't open"],
    ["run 019ca945-0a01-7000-8000-0123456789ab is over", "run ID is over"],
    ["commit 3a9c1e07f2 of main", "commit ID of main"],
    ["ENOENT: no such file, open '/tmp/a/b.txt'", "ENOENT: no such file, open TEXT"],
    ["cannot write /var/lib/essays/7.json: full", "cannot write PATH: full"],
    ["GET https://api.example.com/v1/mails?id=7 said 503", "GET URL said N"],
    ["ada@example.com refuses mail", "ADDRESS refuses mail"],
    ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED N"],
    ["took 1,234.5 ms\n  in all", "took N ms in all"],
    ["either/or is left alone", "either/or is left alone"],
  ])("%s", (message, expected) => {
    expect(normalize(message)).toBe(expected);
  });

  it("is found in any text, however long, and soon", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 3_000 }), (text) => normalize(text).length <= 400),
    );
    expect(normalize("@".repeat(100_000)).length).toBe(400);
  });
});

describe("a fingerprint", () => {
  it("is one for failures that differ by numbers, and another for any other", () => {
    expect(print("essay 42 is gone")).toBe(print("essay 7 is gone"));
    expect(print("essay 42 is gone")).toMatch(/^[\da-f]{10}$/);
    expect(print("essay 42 is late")).not.toBe(print("essay 42 is gone"));
    expect(print("x", { command: "other" })).not.toBe(print("x"));
    expect(print("x", { name: "TypeError" })).not.toBe(print("x"));
  });

  it("stays what it is from version to version: people write it down", () => {
    expect(print("essay 42 is gone")).toBe("f5e0a9b14f");
  });

  it("goes by the reason where there is no error", () => {
    const lost = (reason: string): string => fingerprintOf({ command: "a", error: null, reason });
    expect(lost("process 7 is gone")).toBe(lost("process 8 is gone"));
    expect(lost("process 7 is gone")).not.toBe(lost("its lease ran out"));
  });
});

describe("the key of args", () => {
  it("is one for equal args, in whatever order their members stand", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
        const turned = Object.fromEntries(Object.entries(args).toReversed());
        expect(argsKeyOf(turned as never)).toBe(argsKeyOf(args as never));
      }),
    );
  });

  it("is another for other args", () => {
    const keys = [{}, { a: 1 }, { a: "1" }, { a: [1] }, { a: { b: 1 } }, { a: null }].map(argsKeyOf);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
