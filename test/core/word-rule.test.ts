import { describe, expect, it } from "vitest";
import { z } from "zod";
import { wordRule } from "../../src/core/word-rule.ts";

const ruleOf = (schema: z.ZodType, value: unknown): string =>
  wordRule(schema.safeParse(value).error!.issues[0]!);

describe("wordRule", () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string(), 5, "must be text"],
    [z.number(), "5", "must be a number"],
    [z.boolean(), 1, "must be true or false"],
    [z.array(z.string()), "x", "must be a list"],
    [z.object({}), "x", "must be an object"],
    [z.enum(["a", "b"]), "c", "must be one of a, b"],
    [z.literal("a"), "c", "must be a"],
    [z.number().gt(5), 5, "must be more than 5"],
    [z.number().max(5), 6, "must be at most 5"],
    [z.string().min(1), "", "must have at least 1 character"],
    [z.array(z.int()).max(2), [1, 2, 3], "must have at most 2 values"],
    [z.date().min(new Date(0)), new Date(-1), "must be at least 1970-01-01T00:00:00.000Z"],
    [z.iso.date(), "x", "must be a date such as 2026-12-01"],
    [z.ipv4(), "x", "must be an IPv4 address"],
    [z.jwt(), "x", "must be a valid jwt"],
    [z.strictObject({}), { a: 1 }, "has members that are not known: a"],
    [z.string({ error: "must be told" }), 5, "must be told"],
    [z.string().refine(() => false), "x", "is not valid"],
  ])("%#: %j", (schema, value, rule) => expect(ruleOf(schema, value)).toBe(rule));
});
