import { readManifest, type ManifestEntry, type ManifestOptions } from "../../src/command/manifest.ts";
import { readConfig } from "../../src/config.ts";

export async function read(root: string, options: ManifestOptions = {}): Promise<ManifestEntry[]> {
  return readManifest(await readConfig({ cwd: root, env: {} }), options);
}

/** What each command is known by: its summary, or the error. */
export async function known(root: string, options: ManifestOptions = {}): Promise<Record<string, string>> {
  const entries = await read(root, options);
  return Object.fromEntries(
    entries.map((entry) => [entry.name, "error" in entry ? entry.error : entry.descriptor.summary]),
  );
}
