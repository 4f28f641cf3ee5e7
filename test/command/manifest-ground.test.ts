import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { groundOf } from "../../src/command/manifest-ground.ts";
import { readConfig } from "../../src/config.ts";
import { makeProject, write } from "./project.ts";

const ground = async (root: string): Promise<string> => groundOf(await readConfig({ cwd: root, env: {} }));

it.each([
  "package.json",
  "tsconfig.json",
  "errand.config.js",
  "node_modules/.package-lock.json",
  "node_modules/.modules.yaml",
  "node_modules/.yarn-state.yml",
])("a change of %s changes the ground of every command", async (file) => {
  const root = makeProject({});
  const before = await ground(root);
  expect(await ground(root)).toBe(before);
  write(join(root, file), file.endsWith(".js") ? "export default {};" : "{ }\n");
  const after = await ground(root);
  expect(after).not.toBe(before);
  rmSync(join(root, file));
  expect(await ground(root)).not.toBe(after);
});

it("a change of what is imported first changes it too", async () => {
  const root = makeProject({});
  const config = await readConfig({ cwd: root, env: {} });
  expect(groundOf({ ...config, import: ["tsx"] })).not.toBe(groundOf(config));
});
