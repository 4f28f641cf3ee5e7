import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Config } from "../config.ts";
import { stampOf } from "./file-stamp.ts";

/** Whatever changes what modules mean without changing them: errand, Node, the config, the packages installed. */
export function groundOf({ root, file, import: first }: Config): string {
  const files = [...(file === null ? [] : [file]), ...GROUND_FILES.map((name) => join(root, name))];
  return JSON.stringify([packageJson.version, process.version, first, ...files.map(stampOf)]);
}

// Installing packages rewrites one of the last three.
const GROUND_FILES = [
  "package.json",
  "tsconfig.json",
  "node_modules/.package-lock.json",
  "node_modules/.modules.yaml",
  "node_modules/.yarn-state.yml",
];
