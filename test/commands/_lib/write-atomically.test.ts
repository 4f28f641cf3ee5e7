import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAtomically } from "../../../commands/_lib/write-atomically.ts";
import { temporaryFolder } from "../context.ts";

test("a file is replaced whole, and its folder made", async () => {
  const path = join(temporaryFolder(), "a/b/c.txt");
  await writeAtomically(path, "first");
  await writeAtomically(path, "second");
  expect(readFileSync(path, "utf8")).toBe("second");
  expect(readdirSync(join(path, ".."))).toEqual(["c.txt"]);
});

test("readers meet the old content or the new, never a part", async () => {
  const path = join(temporaryFolder(), "page.html");
  const contents = ["a", "b"].map((letter) => letter.repeat(2_000_000));
  writeFileSync(path, contents[0]!);
  const writing = { done: false };
  const written = writeAtomically(path, contents[1]!).then(() => (writing.done = true));
  while (!writing.done) {
    expect(contents).toContain(readFileSync(path, "utf8"));
    await new Promise(setImmediate);
  }
  await written;
  expect(readFileSync(path, "utf8")).toBe(contents[1]);
});

test("a refusal is one line and leaves nothing behind", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "taken"));
  await expect(writeAtomically(join(folder, "taken"), "x")).rejects.toThrow(
    expect.objectContaining({
      name: "CommandError",
      message: expect.stringMatching(/^cannot write .*taken: /),
    }),
  );
  expect(readdirSync(folder)).toEqual(["taken"]);
});
