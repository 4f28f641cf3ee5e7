import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../src/command/define.ts";
import { duration } from "../../src/command/duration-schema.ts";

describe("defineCommand", () => {
  it("types args by their schema", () => {
    defineCommand({
      summary: "x",
      args: z.object({
        stage: z.enum(["drafting", "review"]).default("drafting"),
        olderThan: duration().default("14d"),
        grace: duration().optional(),
        tags: z.array(z.string()),
        at: z.coerce.date(),
      }),
      positional: ["stage", "tags"],
      run({ args, signal }) {
        expectTypeOf(args).toEqualTypeOf<{
          stage: "drafting" | "review";
          olderThan: number;
          grace?: number | undefined;
          tags: string[];
          at: Date;
        }>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      },
    });
  });

  it("keeps the type of the result, and refuses one that is no JSON", () => {
    const counted = defineCommand({ summary: "x", run: () => ({ found: 3 }) });
    expectTypeOf(counted.run).returns.toEqualTypeOf<{ found: number } | Promise<{ found: number }>>();
    // @ts-expect-error a Map is no JSON
    defineCommand({ summary: "x", run: () => new Map() });
  });

  it("refuses a positional that is no member", () => {
    // @ts-expect-error there is no member "b"
    defineCommand({ summary: "x", args: z.object({ a: z.string() }), positional: ["b"], run() {} });
  });

  it("wants a summary and a run", () => {
    // @ts-expect-error the run is missing
    defineCommand({ summary: "x" });
    // @ts-expect-error the summary is missing
    defineCommand({ run() {} });
  });
});

describe("duration()", () => {
  it("takes text and gives a number", () => {
    expectTypeOf<z.input<ReturnType<typeof duration>>>().toEqualTypeOf<string>();
    expectTypeOf<z.output<ReturnType<typeof duration>>>().toEqualTypeOf<number>();
  });

  it("may be left out when it has a default, as text or in ms", () => {
    const schema = z.object({
      a: duration().default("1d"),
      b: duration().describe("x").default(5).describe("y"),
    });
    expectTypeOf(schema).toExtend<z.ZodObject>();
    expectTypeOf<z.input<typeof schema>>().toEqualTypeOf<{
      a?: string | undefined;
      b?: string | undefined;
    }>();
    expectTypeOf<z.output<typeof schema>>().toEqualTypeOf<{ a: number; b: number }>();
  });

  it("is a zod type among others", () => {
    expectTypeOf(duration()).toExtend<z.ZodType>();
    expectTypeOf(duration().default("1d")).toExtend<z.ZodType>();
  });

  it("takes no date for a default", () => {
    // @ts-expect-error a date is no duration
    duration().default(new Date());
  });
});
