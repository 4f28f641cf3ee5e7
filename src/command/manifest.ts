import type { Config } from "../config.ts";
import type { CommandDescriptor } from "./descriptor.ts";
import { resolveCommand } from "./discover.ts";
import { relativeFile, type FoundCommand } from "./found-command.ts";
import { stampReader } from "./file-stamp.ts";
import { openManifest, saveManifest } from "./manifest-file.ts";
import { groundOf } from "./manifest-ground.ts";
import type { ManifestRecord } from "./manifest-text.ts";
import { orderedSchedules } from "./ordered-schedules.ts";
import { discoverCommands, type DiscoveredCommands, type RefusedCommand } from "./walk-commands.ts";

/** A command as lists and help know it, or why there is nothing to know. `file` is relative to the project. */
export type ManifestEntry = { name: string; file: string } & (
  { descriptor: CommandDescriptor } | { error: string }
);

export interface ManifestOptions {
  /** One command instead of all. */
  only?: string;
  /** How long a module may take to load, in ms. Default 10 s. */
  limitMs?: number;
}

/**
 * Every command, without importing a module in this process. What no file has changed under is taken from
 * `.errand/manifest.jsonl`; the rest is described anew, in a child process. Errors are never kept.
 * Files that share a name, or cannot have one, are an entry with an error.
 * @throws ErrandError unknown_command when there is no `only`; invalid_command when files share its name.
 */
export async function readManifest(
  config: Config,
  { only, limitMs }: ManifestOptions = {},
): Promise<ManifestEntry[]> {
  const { commands: found, refused } =
    only === undefined ? discoverCommands(config) : onlyCommand(config, only);
  const ground = groundOf(config);
  const kept = openManifest(config.root, ground);
  const fresh = keepFresh(kept, found, config.root);
  const stale = found.filter(({ name }) => !fresh.has(name));
  const { records, errors } = await describe(stale, config, limitMs);
  const others = only === undefined ? [] : [...kept].filter(([name]) => name !== only);
  const current = new Map([...others, ...fresh, ...records]);
  if (records.size > 0 || current.size < kept.size) saveManifest(config.root, ground, current.values());
  const entries = found.map((command) => entryOf(command, config.root, { current, errors }));
  return [...entries, ...refused.map((one) => refusedEntry(one, config.root))].sort(byName);
}

function onlyCommand(config: Config, name: string): DiscoveredCommands {
  return { commands: [resolveCommand(config, name)], refused: [] };
}

/** The records of found commands whose files, all of them, are as they were. */
function keepFresh(
  kept: ReadonlyMap<string, ManifestRecord>,
  found: FoundCommand[],
  root: string,
): Map<string, ManifestRecord> {
  const stamp = stampReader();
  const fresh = new Map<string, ManifestRecord>();
  for (const { name, file } of found) {
    const record = kept.get(name);
    const isFresh = record?.descriptor.file === relativeFile(file, root) && isUnchanged(record, stamp);
    if (isFresh) fresh.set(name, record);
  }
  return fresh;
}

function isUnchanged({ files }: ManifestRecord, stamp: (file: string) => string): boolean {
  return files.every(([file, then]) => stamp(file) === then);
}

interface Described {
  records: Map<string, ManifestRecord>;
  errors: Map<string, string>;
}

async function describe(
  commands: FoundCommand[],
  { root, import: first, schedules }: Config,
  limitMs?: number,
): Promise<Described> {
  const described: Described = { records: new Map(), errors: new Map() };
  if (commands.length === 0) return described;
  // What starts processes takes milliseconds to load, and most lists start none.
  const { describeInChild } = await import("./describe-in-child.ts");
  const order = { config: { root, import: first }, commands, schedules: orderedSchedules(schedules) };
  for (const description of await describeInChild(order, limitMs)) {
    if ("error" in description) described.errors.set(description.name, description.error);
    else described.records.set(description.name, description);
  }
  return described;
}

function entryOf(
  { name, file }: FoundCommand,
  root: string,
  { current, errors }: { current: ReadonlyMap<string, ManifestRecord>; errors: ReadonlyMap<string, string> },
): ManifestEntry {
  const place = { name, file: relativeFile(file, root) };
  const record = current.get(name);
  return record
    ? { ...place, descriptor: record.descriptor }
    : { ...place, error: errors.get(name) ?? "it was not described" };
}

function refusedEntry({ name, file, error }: RefusedCommand, root: string): ManifestEntry {
  return { name, file: relativeFile(file, root), error: error.message };
}

function byName(a: ManifestEntry, b: ManifestEntry): number {
  return a.name < b.name ? -1 : 1;
}
