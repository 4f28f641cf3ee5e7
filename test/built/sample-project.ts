import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { CHECKOUT, CrashProject } from "../crash/harness.ts";

/** A copy, as `init` writes a command beside them; the packages that they use are this checkout's. */
export function sampleProject(): CrashProject {
  const project = new CrashProject({});
  cpSync(join(CHECKOUT, "commands"), project.path("commands"), { recursive: true });
  for (const name of readdirSync(join(CHECKOUT, "node_modules")).filter((one) => /^[@a-z]/.test(one))) {
    symlinkSync(join(CHECKOUT, "node_modules", name), project.path(`node_modules/${name}`));
  }
  return project;
}
