import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { editJson } from "../../src/cli/edit-json.ts";

const AGAIN = "errand dead retry --edit 0192";
const at = (env: NodeJS.ProcessEnv) => ({ env, isTerminal: () => false });

function editor(script: string): NodeJS.ProcessEnv {
  const file = join(mkdtempSync(join(tmpdir(), "errand-editor-")), "editor");
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { EDITOR: file };
}

it("gives back what the editor leaves", () => {
  expect(editJson({ stage: "drafting" }, at(editor(`sed -i s/drafting/review/ "$1"`)), AGAIN)).toEqual({
    stage: "review",
  });
});

it("shows the file to its owner only", () => {
  expect(() => editJson({}, at(editor(`test "$(stat -c %a "$1")" = 600`)), AGAIN)).not.toThrow();
});

it.each([
  ["no JSON", `echo nope > "$1"`, /no JSON object/],
  ["an array", `echo '[]' > "$1"`, /no JSON object/],
  ["no file", `rm "$1"`, /no JSON object/],
  ["no folder", `rm -r "$(dirname "$1")"`, /no JSON object/],
  ["a failing editor", "exit 3", /it exited with 3/],
])("runs nothing after %s", (_, script, message) => {
  expect(() => editJson({}, at(editor(script)), AGAIN)).toThrow(message);
});

it("takes VISUAL before EDITOR, and an editor of several words", () => {
  const env = { ...editor("exit 9"), VISUAL: "true --wait" };
  expect(editJson({ a: 1 }, at(env), AGAIN)).toEqual({ a: 1 });
  expect(editJson({ a: 1 }, at({ VISUAL: "", EDITOR: "true" }), AGAIN)).toEqual({ a: 1 });
});

it("starts no editor of its own where nobody sits", () => {
  expect(() => editJson({ a: 1 }, at({ EDITOR: "" }), AGAIN)).toThrow(
    "--edit has no editor: there is no terminal, and EDITOR is not set",
  );
});

it("says what to type for another try", () => {
  expect(() => editJson({}, at(editor(`echo "{" > "$1"`)), AGAIN)).toThrow(
    expect.objectContaining({ code: "invalid_args", next: AGAIN }),
  );
});
