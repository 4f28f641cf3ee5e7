import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { withEdited } from "../../src/cli/edit-json.ts";
import { SecretError } from "../../src/cli/lost-secrets.ts";
import { ErrandError } from "../../src/core/errors.ts";
import type { JsonObject } from "../../src/core/json.ts";

const AGAIN = "errand dead retry --edit 0192";
const CALL = { again: AGAIN, help: "errand dead retry --help", instead: "give the changed flags" };

interface World {
  use?: (edited: JsonObject) => Promise<JsonObject>;
  isTerminal?: (stream: string) => boolean;
}

function edit(args: JsonObject, env: NodeJS.ProcessEnv, world: World = {}): Promise<JsonObject> {
  const { use = (edited) => Promise.resolve(edited), isTerminal = () => false } = world;
  return withEdited({ args, host: { env, isTerminal }, ...CALL }, use);
}

function editor(script: string): NodeJS.ProcessEnv {
  const file = join(mkdtempSync(join(tmpdir(), "errand-editor-")), "editor");
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { EDITOR: file };
}

/** Where an editor left the path of the file that it was given. */
function noting(script: string) {
  const note = join(mkdtempSync(join(tmpdir(), "errand-note-")), "path");
  return { env: editor(`printf %s "$1" > ${note}\n${script}`), path: () => readFileSync(note, "utf8") };
}

const refusing = () =>
  Promise.reject(new ErrandError("invalid_args", "--n is wrong", { next: "errand run" }));

it("gives what the editor leaves, and then keeps no file of it", async () => {
  const { env, path } = noting(`sed -i s/drafting/review/ "$1"`);
  expect(await edit({ stage: "drafting" }, env)).toEqual({ stage: "review" });
  expect(existsSync(dirname(path()))).toBe(false);
});

it("shows the file to its owner only", async () => {
  await expect(edit({}, editor(`test "$(stat -c %a "$1")" = 600`))).resolves.toEqual({});
});

it.each([
  ["no JSON", `echo nope > "$1"`, /no JSON object/],
  ["an array", `echo '[]' > "$1"`, /no JSON object/],
  ["no file", `rm "$1"`, /no JSON object; nothing was run$/],
  ["no folder", `rm -r "$(dirname "$1")"`, /no JSON object; nothing was run$/],
  ["a failing editor", "exit 3", /it exited with 3$/],
])("runs nothing after %s", async (_, script, message) => {
  await expect(edit({}, editor(script))).rejects.toMatchObject({
    message: expect.stringMatching(message),
    next: AGAIN,
  });
});

it.each([
  ["is no JSON", `echo "{" > "$1"`, undefined, /^the edited args are no JSON object; nothing was run; /],
  ["does not fit", `echo '{"n":1}' > "$1"`, refusing, /^--n is wrong; /],
  ["an editor gave up", `echo "{" > "$1"; exit 3`, undefined, /it exited with 3; /],
])("keeps what was written where it %s, and says where", async (_, script, use, message) => {
  const { env, path } = noting(script);
  const error: unknown = await edit({}, env, use && { use }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: expect.stringMatching(message), next: AGAIN });
  expect(String(error)).toContain(`; what you wrote is kept in ${path()}, for you only`);
  expect(readFileSync(path(), "utf8")).toMatch(/^\{/);
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

it("keeps what was written where something unexpected happens", async () => {
  const { env, path } = noting(`echo '{"n":1}' > "$1"`);
  const defect = new TypeError("boom");
  const error: unknown = await edit({}, env, { use: () => Promise.reject(defect) }).catch(
    (one: unknown) => one,
  );
  expect(error).toMatchObject({
    message: `boom; what you wrote is kept in ${path()}, for you only`,
    cause: defect,
  });
  expect((error as Error).stack).toContain(import.meta.filename);
  expect((error as Error).stack).toContain("boom;");
  expect(readFileSync(path(), "utf8")).toBe('{"n":1}\n');
});

it("gives a defect as it is where nothing was changed", async () => {
  const defect = new TypeError("boom");
  await expect(edit({}, editor(""), { use: () => Promise.reject(defect) })).rejects.toBe(defect);
});

it("keeps nothing that nobody changed", async () => {
  const { env, path } = noting("");
  await expect(edit({ n: 1 }, env, { use: refusing })).rejects.toMatchObject({ message: "--n is wrong" });
  expect(existsSync(path())).toBe(false);
});

it("leaves alone what says better how to go on", async () => {
  const lost = new SecretError("invalid_args", "a secret is lost", { next: "errand retry 0192 --key KEY" });
  const { env } = noting("");
  await expect(edit({}, env, { use: () => Promise.reject(lost) })).rejects.toMatchObject({ next: lost.next });
});

it("takes VISUAL before EDITOR, and an editor of several words", async () => {
  const env = { ...editor("exit 9"), VISUAL: "true --wait" };
  expect(await edit({ a: 1 }, env)).toEqual({ a: 1 });
  expect(await edit({ a: 1 }, { VISUAL: "", EDITOR: "true" })).toEqual({ a: 1 });
});

it.each([
  ["nobody sits", [] as string[]],
  ["nobody sees its screen", ["stdin", "stderr"]],
  ["nobody types", ["stdout", "stderr"]],
])("starts no editor of its own where %s", async (_, terminals) => {
  const isTerminal = (stream: string) => terminals.includes(stream);
  await expect(edit({ a: 1 }, { EDITOR: "" }, { isTerminal })).rejects.toMatchObject({
    code: "usage",
    message: "--edit has no terminal for an editor: set EDITOR, or give the changed flags",
    next: "errand dead retry --help",
  });
});
