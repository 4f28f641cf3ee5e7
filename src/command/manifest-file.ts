import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { decodeManifest, encodeManifest, type ManifestRecord } from "./manifest-text.ts";

/** The records on disk by command; none when the file is absent, damaged or made on other ground. */
export function openManifest(root: string, ground: string): Map<string, ManifestRecord> {
  const records = decodeManifest(readBytes(fileOf(root)), ground);
  return new Map(records.map((record) => [record.descriptor.name, record]));
}

/** Replaces the manifest at once. A project that cannot be written to does without. */
export function saveManifest(root: string, ground: string, records: Iterable<ManifestRecord>): void {
  const file = fileOf(root);
  const draft = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, encodeManifest(ground, records), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    removeDraft(draft);
  }
}

function fileOf(root: string): string {
  return join(root, ".errand", "manifest.jsonl");
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // It was not even made.
  }
}
