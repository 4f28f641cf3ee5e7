import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { valueAt } from "../../src/command/arg-path.ts";
import { textOf } from "../../src/command/coerce-text.ts";
import { describeArgs } from "../../src/command/describe-args.ts";
import type { FlagDescriptor } from "../../src/command/descriptor.ts";
import { duration } from "../../src/command/duration-schema.ts";
import type { JsonObject, JsonValue } from "../../src/core/json.ts";
import { readArgs } from "./read-args.ts";

/** A member of args: its schema, and values that it takes, as JSON. */
interface Member {
  schema: z.ZodType;
  values: fc.Arbitrary<JsonValue>;
}

const anyText = fc.string({ unit: "grapheme", maxLength: 30 });
const anyJson = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

const scalar: fc.Arbitrary<Member> = fc.oneof(
  fc.constant({ schema: z.string(), values: anyText }),
  fc.constant({
    schema: z.number(),
    values: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  }),
  fc.constant({ schema: z.int(), values: fc.maxSafeInteger() }),
  fc.constant({ schema: z.bigint(), values: fc.bigInt().map(String) }),
  fc.constant({
    schema: z.date(),
    values: fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(8e12) })
      .map((at) => at.toISOString()),
  }),
  fc.constant({ schema: duration(), values: fc.nat().map((ms) => `${ms}ms`) }),
  fc
    .uniqueArray(fc.oneof(anyText, fc.integer()), { minLength: 1, selector: String })
    .map((words) => ({ schema: z.literal(words), values: fc.constantFrom(...words) })),
);

const list: fc.Arbitrary<Member> = scalar.map(({ schema, values }) => ({
  schema: z.array(schema),
  values: fc.array(values, { minLength: 1, maxLength: 4 }),
}));

const json: fc.Arbitrary<Member> = fc.constantFrom<Member>(
  {
    schema: z.record(z.string(), z.json()),
    values: fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== "__proto__"),
      anyJson,
    ),
  },
  { schema: z.tuple([z.string(), z.number()]), values: fc.tuple(fc.string(), fc.integer()) },
  { schema: z.json(), values: anyJson },
  { schema: z.array(z.object({ name: z.string() })), values: fc.array(fc.record({ name: fc.string() })) },
  { schema: z.array(z.boolean()), values: fc.array(fc.boolean()) },
  {
    schema: z.union([z.string(), z.number(), z.boolean()]),
    values: fc.oneof(
      fc.string(),
      fc.constantFrom("5", "true", "null", '"x"', "[]"),
      fc.integer(),
      fc.boolean(),
    ),
  },
);

const leaf: fc.Arbitrary<Member> = fc.oneof(
  scalar,
  list,
  json,
  fc.constant({ schema: z.boolean(), values: fc.boolean() }),
);

/** Wrappers change neither the flag nor what it takes. */
const wrapped: fc.Arbitrary<Member> = fc
  .tuple(
    leaf,
    fc.constantFrom<(schema: z.ZodType) => z.ZodType>(
      (schema) => schema,
      (schema) => schema.nullable(),
      (schema) => schema.readonly(),
      (schema) => schema.optional(),
    ),
  )
  .map(([{ schema, values }, wrap]) => ({ schema: wrap(schema), values }));

const key = fc
  .stringMatching(/^[a-z][a-zA-Z0-9]{0,6}$/)
  .filter((name) => !["help", "args", "constructor", "prototype"].includes(name));

function objectOf(member: fc.Arbitrary<Member>): fc.Arbitrary<Member> {
  return fc.dictionary(key, member, { minKeys: 1, maxKeys: 4, noNullPrototype: true }).map((members) => ({
    schema: z.object(Object.fromEntries(Object.entries(members).map(([name, { schema }]) => [name, schema]))),
    values: fc.record(
      Object.fromEntries(Object.entries(members).map(([name, { values }]) => [name, values])),
    ),
  }));
}

/** A schema with values in its input form, whose flags do not clash. */
const commands = objectOf(fc.oneof(wrapped, wrapped, objectOf(fc.oneof(wrapped, objectOf(wrapped)))))
  .filter(({ schema }) => !clashes(schema))
  .chain(({ schema, values }) =>
    values.map((value) => ({ schema: schema as z.ZodObject, value: value as JsonObject })),
  );

function clashes(schema: z.ZodType): boolean {
  try {
    describeArgs(schema, { file: "it.ts" });
    return false;
  } catch {
    return true;
  }
}

/** What a person would type for the values. */
function wordsFor(flags: FlagDescriptor[], value: JsonObject, style: "joined" | "apart"): string[] {
  return flags.flatMap((flag) => {
    const given = valueAt(value, flag.path) as JsonValue;
    if (flag.kind === "boolean") return [given === true ? `--${flag.flag}` : `--no-${flag.flag}`];
    const items = flag.array ? (given as JsonValue[]) : [given];
    return items.flatMap((item) => {
      const text = textOf(flag, item);
      return style === "joined" || looksLikeFlag(text)
        ? [`--${flag.flag}=${text}`]
        : [`--${flag.flag}`, text];
    });
  });
}

const looksLikeFlag = (text: string): boolean => /^-./s.test(text);

describe("values as flags", () => {
  it.each(["joined", "apart"] as const)("come back as they were: %s", async (style) => {
    await fc.assert(
      fc.asyncProperty(commands, async ({ schema, value }) => {
        const flags = describeArgs(schema, { file: "it.ts" });
        expect((await readArgs(schema, wordsFor(flags, value, style))).input).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it("and as JSON say the same, to the row and to the command", async () => {
    await fc.assert(
      fc.asyncProperty(commands, async ({ schema, value }) => {
        const typed = await readArgs(
          schema,
          wordsFor(describeArgs(schema, { file: "it.ts" }), value, "joined"),
        );
        const told = await readArgs(schema, ["--args", JSON.stringify(value)]);
        expect(typed).toEqual(told);
      }),
      { numRuns: 200 },
    );
  });

  it("are read again from the row as the same args", async () => {
    await fc.assert(
      fc.asyncProperty(commands, async ({ schema, value }) => {
        const first = await readArgs(schema, ["--args", JSON.stringify(value)]);
        expect(await readArgs(schema, ["--args", JSON.stringify(first.input)])).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });
});

describe("any words", () => {
  const schema = z.object({
    stage: z.enum(["a", "b"]).optional(),
    n: z.int().optional().meta({ alias: "n" }),
    dry: z.boolean().optional(),
    tag: z.array(z.string()).optional(),
  });
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "--stage",
      "--stage=a",
      "-n",
      "-n5",
      "-5",
      "--",
      "-",
      "--dry",
      "--no-dry",
      "--args",
      "{}",
      "--tag",
      "--__proto__=x",
      "-=",
      "--=",
      "--no-",
    ),
  );

  it("are read or refused in one line of words, never by a crash", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 8 }), async (words) => {
        const outcome = await readArgs(schema, words, { positional: ["tag"] }).catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toMatchObject({ name: "ErrandError", exitCode: 2 });
        else expect(outcome).toHaveProperty("input");
      }),
      { numRuns: 1000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
