import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { defineCommand } from "../../../src/command/define.ts";
import { chain, chord, group, job } from "../../../src/queue/workflow/build.ts";
import type { Reference } from "../../../src/queue/workflow/reference.ts";

const report = defineCommand({
  summary: "Report",
  args: z.object({ site: z.string() }),
  run: () => ({ file: "a.csv", counts: [1, 2], by: { editor: "ada" } }),
});
const push = defineCommand({
  summary: "Push",
  args: z.object({ file: z.string(), counts: z.array(z.number()).optional(), at: z.date().optional() }),
  run: (): string => "pushed",
});
const plain = defineCommand({ summary: "Plain", run() {} });

describe("the types of a workflow", () => {
  it("hand a result on, by its members", () => {
    const first = job(report, { site: "essays" });
    expectTypeOf(first.result.file).toEqualTypeOf<Reference<string>>();
    job(push, { file: first.result.file, counts: first.result.counts });
    job(push, { file: first.result.by.editor, counts: [first.result.counts[0]!, 3] });
    job(push, { file: "own.csv", at: first.result.file });
    // @ts-expect-error a number is no file
    job(push, { file: first.result.counts[0] });
    // @ts-expect-error there is no such member
    job(push, { file: first.result.folder });
  });

  it("want the args that the command wants", () => {
    job(plain);
    // @ts-expect-error the args are missing
    job(push);
    // @ts-expect-error the file is missing
    job(push, {});
  });

  it("give a chain the result of its last part, and a group one for each", () => {
    const [first, second] = [job(report, { site: "essays" }), job(push, { file: "x" })];
    expectTypeOf(chain(first, second).result).toEqualTypeOf<Reference<string>>();
    const all = group([first, second]);
    expectTypeOf(all.result[1]).toEqualTypeOf<Reference<string>>();
    chord(all, job(push, { file: all.result[0].file }));
    chord(group(["a", "b"].map((site) => job(report, { site }))), job(plain));
  });

  it("take any part of a result of a command that is known by name", () => {
    const named = job("report:weekly", { site: "essays" });
    job(push, { file: named.result["file"]!, counts: named.result["deep"]!["counts"]! });
  });
});
