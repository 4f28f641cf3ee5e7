import { existsSync } from "node:fs";
import { createRequire, getCompileCacheDir } from "node:module";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import packageJson from "../../package.json" with { type: "json" };
import { findProject } from "../config/find-project.ts";
import type { Clock } from "../core/clock.ts";
import { ownIdentity } from "../runner/process-identity.ts";
import { broken, ok, survive, warning, type Finding } from "./doctor-finding.ts";
import type { Shell } from "./shell.ts";
import { typeAgain } from "./type-again.ts";
import { describeZone } from "./zone.ts";

/** What errand stands on: Node, itself, the project, the machine. */
export async function checkGround(shell: Shell): Promise<Finding[]> {
  return [
    ok("node", `${process.versions.node} at ${process.execPath}`),
    await survive("project", () => checkProject(shell)),
    await survive("errand", () => checkErrand(shell)),
    orEdit(await survive("config", () => checkConfig(shell)), shell),
    checkCompileCache(),
    await survive("clock", () => checkClock(shell.host.clock)),
    await survive("host", checkHost),
  ];
}

function projectOf({ host, configFlags }: Shell) {
  return findProject(host.cwd, configFlags.config ?? host.env["ERRAND_CONFIG"]);
}

function checkProject(shell: Shell): Finding {
  const { root } = projectOf(shell);
  if (existsSync(join(root, "package.json"))) return ok("project", root);
  return warning("project", `${root} has no package.json`, "npm init -y");
}

/** The commands import errand from their project, which may have another one than that which runs here. */
async function checkErrand(shell: Shell): Promise<Finding> {
  const own = `${packageJson.version} at ${process.argv[1] ?? import.meta.dirname}`;
  const { root } = projectOf(shell);
  const file = resolveFrom(root);
  if (file === undefined)
    return broken("errand", `${own}; the project has none to import`, "npm install errand");
  const { clock } = shell.host;
  const start = clock.monotonic();
  await import(pathToFileURL(file).href);
  return ok("errand", `${own}; the project's loads in ${Math.round(clock.monotonic() - start)} ms`);
}

function resolveFrom(root: string): string | undefined {
  try {
    return createRequire(join(root, "package.json")).resolve("errand");
  } catch {
    return undefined;
  }
}

async function checkConfig(shell: Shell): Promise<Finding> {
  const { root, file, untold } = await shell.config();
  if (untold)
    return broken("config", untold.faults.map(({ message }) => message).join("; "), "errand notify list");
  return ok("config", file === null ? "no file: the defaults hold" : relative(root, file));
}

/** What is wrong in the file, only a person can put right there. */
function orEdit(found: Finding, shell: Shell): Finding {
  if (found.mark !== "broken" || found.next !== null) return found;
  const { file } = projectOf(shell);
  return file === null ? found : { ...found, next: `$EDITOR ${typeAgain([relative(shell.host.cwd, file)])}` };
}

function checkCompileCache(): Finding {
  const folder = getCompileCacheDir();
  if (folder !== undefined) return ok("compile cache", folder);
  const said = "off, so every start compiles anew";
  return warning("compile cache", said, "ls -ld ~/.cache");
}

function checkClock({ now }: Clock): Finding {
  const instant = new Date(now()).toISOString();
  return ok("clock", `${instant}, zone ${describeZone(now())}`);
}

function checkHost(): Finding {
  const { host, bootId } = ownIdentity();
  return ok("host", `${host}, boot ${bootId.split("/", 1).join("")}`);
}
