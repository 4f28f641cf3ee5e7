import { resolve } from "node:path";
import { nameSegments } from "../command/command-name.ts";
import { loadCommand } from "../command/load.ts";
import { readManifest, type ManifestEntry } from "../command/manifest.ts";
import type { Config } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import { teeProcessOutput } from "../runner/tee-process-output.ts";
import { broken, ok, survive, warning, type Finding } from "./doctor-finding.ts";

/** Every command of the project: whether its module loads, and how long that takes. */
export async function checkCommands(config: Config, clock: Clock): Promise<Finding[]> {
  const entries = await listed(config);
  if (!Array.isArray(entries)) return [entries];
  if (entries.length === 0)
    return [warning("commands", `there are none in ${config.commands}`, "errand make NAME")];
  const findings: Finding[] = [];
  // One by one: a module's time is its own.
  for (const entry of entries) {
    const about = `command ${entry.name}`;
    findings.push(await survive(about, () => checkCommand(about, entry, { config, clock })));
  }
  return findings;
}

async function listed(config: Config): Promise<ManifestEntry[] | Finding> {
  let entries: ManifestEntry[] = [];
  const failure = await survive("commands", async () => {
    entries = await readManifest(config);
    return ok("commands", "");
  });
  return failure.mark === "ok" ? entries : failure;
}

/** What takes longer is felt at each call. */
const SLOW_MS = 300;

/** A module that loaded in the manifest's child process neither hangs nor exits here. */
async function checkCommand(
  about: string,
  entry: ManifestEntry,
  { config, clock }: { config: Config; clock: Clock },
): Promise<Finding> {
  if ("error" in entry) return broken(about, entry.error, nextFor(entry.name));
  const unmute = mute();
  const start = clock.monotonic();
  try {
    await loadCommand({ name: entry.name, file: resolve(config.root, entry.file) }, config);
  } finally {
    unmute();
  }
  const ms = Math.round(clock.monotonic() - start);
  const said = `${entry.file} loads in ${ms} ms`;
  return ms < SLOW_MS
    ? ok(about, said)
    : warning(about, `${said}: import inside run() what only run() needs`);
}

/** A file that no name calls has no help. */
function nextFor(name: string): string {
  return nameSegments(name) ? `errand run ${name} --help` : "errand list";
}

/** What modules print while they load is none of the doctor's report. */
function mute(): () => void {
  const nowhere = { write: () => undefined };
  return teeProcessOutput(nowhere, {
    write(_stream, _bytes, done) {
      if (done) process.nextTick(done);
      return true;
    },
  });
}
