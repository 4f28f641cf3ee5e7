import { describe, expect, it } from "vitest";
import { describeWork } from "../../src/command/describe-work.ts";
import { decodeManifest, encodeManifest, type ManifestRecord } from "../../src/command/manifest-text.ts";

function record(name: string, ...files: string[]): ManifestRecord {
  const descriptor = {
    ...{ name, file: `commands/${name}.ts`, summary: `it is ${name}`, description: null, examples: [] },
    ...{ timeout: null, overlap: "skip", flags: [], schedules: [], schema: { type: "object" } },
    work: describeWork({}),
    hooks: [],
    expectEveryMs: null,
  };
  return { descriptor, files: stamped(...files) };
}

function stamped(...files: string[]): [string, string][] {
  return files.map((file) => [file, `stamp of ${file}`]);
}

const text = encodeManifest("here", [record("a", "a.ts", "lib.ts"), record("b", "b.ts", "lib.ts")]);

describe("the text of a manifest", () => {
  it("holds every record, and a file that two share once", () => {
    const records = decodeManifest(Buffer.from(text), "here");
    expect(records).toMatchObject([{ descriptor: { name: "a", schema: {} } }, { descriptor: { name: "b" } }]);
    expect(records.map(({ files }) => files)).toEqual([stamped("a.ts", "lib.ts"), stamped("b.ts", "lib.ts")]);
    expect(text.split("stamp of lib.ts")).toHaveLength(2);
  });

  it("says nothing on other ground", () => {
    expect(decodeManifest(Buffer.from(text), "elsewhere")).toEqual([]);
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    '{"ground":1}',
    '{"ground":"here","files":[],"commands":[5]}',
    `${text}{}\n`,
  ])("says nothing when it is damaged: %j", (damaged) => {
    expect(decodeManifest(Buffer.from(damaged), "here")).toEqual([]);
  });

  it("says nothing when it is cut short, wherever", () => {
    for (let length = 0; length < text.length; length += 1)
      expect(decodeManifest(Buffer.from(text.slice(0, length)), "here")).toEqual([]);
  });

  it("takes nothing for unchanged that was made from files it does not know", () => {
    const [head = "", ...details] = text.split("\n");
    const damaged = [head.replace(/"files":\[\[.*?\]\]/, '"files":[]'), ...details].join("\n");
    const unknown = ["", "damaged"];
    expect(decodeManifest(Buffer.from(damaged), "here")[0]?.files).toEqual([unknown, unknown]);
  });
});
