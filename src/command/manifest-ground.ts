import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Config } from "../config.ts";
import { orderedSchedules } from "./ordered-schedules.ts";
import { stampOf } from "./file-stamp.ts";

/** Whatever changes what modules mean without changing them: errand, Node, the config, the packages installed. */
export function groundOf({ root, file, import: first, schedules }: Config): string {
  const files = [...(file === null ? [] : [file]), ...GROUND_FILES.map((name) => join(root, name))];
  const own = [packageJson.version, process.version, first, digest(schedules)];
  return JSON.stringify([...own, ...files.map(stampOf)]);
}

/** Their args were checked when their commands were described. Most configs have none, and then nothing is loaded. */
function digest(schedules: Config["schedules"]): string {
  const ordered = orderedSchedules(schedules);
  if (ordered.length === 0) return "";
  return process.getBuiltinModule("node:crypto").hash("sha256", JSON.stringify(ordered));
}

// Installing packages rewrites one of the last three.
const GROUND_FILES = [
  "package.json",
  "tsconfig.json",
  "node_modules/.package-lock.json",
  "node_modules/.modules.yaml",
  "node_modules/.yarn-state.yml",
];
