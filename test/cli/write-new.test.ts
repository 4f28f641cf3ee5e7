import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeNew } from "../../src/cli/write-new.ts";

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "errand-new-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("writes a file and the folders above it", () => {
  const file = join(scratch(), "a/b/c.ts");
  expect(writeNew(file, "text")).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("text");
});

it("leaves a file as it is that is there", () => {
  const file = join(scratch(), "there.ts");
  writeFileSync(file, "mine");
  expect(writeNew(file, "theirs")).toBe(false);
  expect(readFileSync(file, "utf8")).toBe("mine");
});

it("names the file when a file stands in its folder's place", () => {
  const folder = join(scratch(), "a".repeat(100));
  mkdirSync(folder);
  writeFileSync(join(folder, "commands"), "");
  expect(() => writeNew(join(folder, "commands/new.ts"), "text")).toThrow(
    `${folder}/commands/new.ts" cannot be written: E`,
  );
});
