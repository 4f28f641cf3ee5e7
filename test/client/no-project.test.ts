import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createClient } from "../../src/client/client.ts";
import type { Client } from "../../src/client/shape.ts";
import { command, makeProject } from "../command/project.ts";

let client: Client | undefined;
let dir: string;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "errand-elsewhere-")));
});
afterEach(() => client?.close());

const find = (): Promise<unknown> => client!.find("nobody");

it("refuses a folder without a project in one line that names it, and writes nothing there", async () => {
  client = createClient({ cwd: dir });
  const refusal = {
    code: "invalid_config",
    exitCode: 78,
    message: `createClient: ${dir} is no errand project: it has no config file, no ledger and no ${dir}/commands; say where it is, createClient({ cwd: "/path/to/project" })`,
  };
  await expect(client.enqueue("essays:archive")).rejects.toMatchObject(refusal);
  await expect(find()).rejects.toMatchObject(refusal);
  expect(readdirSync(dir)).toEqual([]);
});

it("names the package that it found instead of one", async () => {
  writeFileSync(join(dir, "package.json"), "{}");
  mkdirSync(join(dir, "src"));
  client = createClient({ cwd: join(dir, "src") });
  await expect(find()).rejects.toThrow(
    `createClient: ${dir}, the nearest folder with a package.json above ${dir}/src, is no errand project: `,
  );
  expect(existsSync(join(dir, ".errand"))).toBe(false);
});

it("finds what comes to be there by its next call", async () => {
  client = createClient({ cwd: dir });
  await expect(find()).rejects.toMatchObject({ code: "invalid_config" });
  mkdirSync(join(dir, "commands"));
  expect(await find()).toBeUndefined();
});

it.each([
  ["a folder of commands", { "commands/any.ts": command("Any") }],
  ["a config file", { "errand.config.mjs": "export default {};" }],
])("is at home from any folder below %s", async (_, files) => {
  const root = makeProject(files);
  mkdirSync(join(root, "apps/web"), { recursive: true });
  client = createClient({ cwd: join(root, "apps/web") });
  expect(await find()).toBeUndefined();
  expect(existsSync(join(root, ".errand/errand.db"))).toBe(true);
});

it("takes a folder as it is written, and looks upwards from there", async () => {
  const root = makeProject({ "commands/any.ts": command("Any") });
  mkdirSync(join(root, "apps"));
  const before = process.cwd();
  process.chdir(join(root, "apps"));
  try {
    client = createClient({ cwd: "." });
    expect(await find()).toBeUndefined();
    expect(existsSync(join(root, ".errand/errand.db"))).toBe(true);
  } finally {
    process.chdir(before);
  }
});

it("needs no commands where there is a ledger, or where one is named", async () => {
  const file = join(dir, "data/errand.db");
  client = createClient({ cwd: dir, database: file });
  expect(await find()).toBeUndefined();
  client.close();
  mkdirSync(join(dir, ".errand"));
  writeFileSync(join(dir, ".errand/errand.db"), "");
  client = createClient({ cwd: dir });
  expect(await find()).toBeUndefined();
});
