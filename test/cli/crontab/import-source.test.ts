import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { readImportSource } from "../../../src/cli/crontab/import-source.ts";
import type { Host } from "../../../src/cli/host.ts";

const dir = mkdtempSync(join(tmpdir(), "errand-tables-"));
afterAll(() => {
  rmSync(dir, { recursive: true });
});

function read(name: string, { system = false, input = "" } = {}) {
  const host = { cwd: dir, env: {}, stdin: new PassThrough().end(input) } as unknown as Host;
  return readImportSource({ name, system }, host);
}

describe("a table to import", () => {
  it("comes from stdin, whole", async () => {
    const text = "@daily a\n".repeat(20_000);
    expect(await read("-", { input: text })).toEqual({
      text,
      place: "this table",
      isSystem: false,
      words: ["-"],
      edit: "crontab -e",
    });
  });

  it("comes from a file, which has users when it is said to", async () => {
    const file = join(dir, "a table");
    writeFileSync(file, "@daily a");
    const plain = { text: "@daily a", place: file, edit: "crontab -e" };
    expect(await read("a table")).toEqual({ ...plain, isSystem: false, words: ["'a table'"] });
    expect(await read("a table", { system: true })).toEqual({
      ...plain,
      isSystem: true,
      words: ["'a table'", "--system"],
    });
  });

  it.skipIf(!existsSync("/etc/crontab"))("has users where the system keeps it", async () => {
    expect(await read("/etc/../etc/crontab")).toMatchObject({
      isSystem: true,
      edit: "sudoedit /etc/crontab",
    });
  });
});
