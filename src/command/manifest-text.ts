import { isObject } from "./arg-path.ts";
import type { CommandDescriptor } from "./descriptor.ts";
import type { StampedFile } from "./import-tracker.ts";

/** A description, and the stamps of all files that it was made from. */
export interface ManifestRecord {
  descriptor: CommandDescriptor;
  files: StampedFile[];
}

/** The first line: all that a list shows. A file that many commands import stands in it once. */
interface Head {
  format: number;
  ground: string;
  files: StampedFile[];
  /** `size` is that of the command's other line, in bytes. */
  commands: { brief: Brief; files: number[]; size: number }[];
}

// Any other was written by an errand that knew other members.
const FORMAT = 4;

/** The other lines, one for each command, are most of the text; only help, completion and schedules read one. */
type Detail = Pick<CommandDescriptor, "flags" | "schema" | "schedules">;
/** Most commands have no schedule, and whoever asks for those should not have to read every line. */
type Brief = Omit<CommandDescriptor, keyof Detail> & { scheduled: boolean };

export function encodeManifest(ground: string, records: Iterable<ManifestRecord>): string {
  const head: Head = { format: FORMAT, ground, files: [], commands: [] };
  const details: string[] = [];
  const indexOf = indexer(head.files);
  for (const { descriptor, files } of records) {
    const { flags, schema, schedules, ...brief } = descriptor;
    const detail = JSON.stringify({ flags, schema, schedules });
    head.commands.push({
      brief: { ...brief, scheduled: schedules.length > 0 },
      files: files.map(indexOf),
      size: Buffer.byteLength(detail),
    });
    details.push(detail);
  }
  return [JSON.stringify(head), ...details].map((line) => `${line}\n`).join("");
}

/** Two records may hold different stamps of one file, so both are part of its key. */
function indexer(files: StampedFile[]): (file: StampedFile) => number {
  const indexes = new Map<string, number>();
  return (file) => {
    const key = file.join("\n");
    const index = indexes.get(key) ?? files.push(file) - 1;
    indexes.set(key, index);
    return index;
  };
}

/**
 * The records of a manifest; none when it is damaged or made on other ground. The details stay the bytes they are
 * until one is read: as text they would be half of what a list must clear away.
 */
export function decodeManifest(bytes: Buffer, ground: string): ManifestRecord[] {
  const end = bytes.indexOf("\n");
  const head = parse(bytes.toString("utf8", 0, end < 0 ? bytes.length : end));
  if (!isHead(head) || head.format !== FORMAT || head.ground !== ground) return [];
  const places = placeDetails(bytes, head);
  if (!places) return [];
  return head.commands.map(({ brief, files }, index) => ({
    descriptor: withDetail(brief, () => bytes.toString("utf8", ...(places[index] ?? [0, 0]))),
    files: files.map((at) => head.files[at] ?? DAMAGED),
  }));
}

/** Where each detail begins and ends; undefined when they do not fill the text to its last line's end, or one is cut. */
function placeDetails(bytes: Buffer, { commands }: Head): [from: number, to: number][] | undefined {
  let end = bytes.indexOf("\n");
  const places = commands.map(({ size }): [number, number] => {
    const start = end + 1;
    end = start + size;
    return [start, end];
  });
  const areWhole = places.every(([from, to]) => bytes[from] === OPENING && bytes[to - 1] === CLOSING);
  return end === bytes.length - 1 && areWhole ? places : undefined;
}

const [OPENING, CLOSING] = Buffer.from("{}");

// No file has such a stamp, so whatever was made from it is made anew.
const DAMAGED: StampedFile = ["", "damaged"];

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): value is Head {
  if (!isObject(value) || !Array.isArray(value["files"]) || !Array.isArray(value["commands"])) return false;
  const commands: readonly unknown[] = value["commands"];
  return commands.every(
    (one) =>
      isObject(one) && Array.isArray(one["files"]) && isObject(one["brief"]) && Number.isInteger(one["size"]),
  );
}

function withDetail({ scheduled, ...brief }: Brief, line: () => string): CommandDescriptor {
  let read: Detail | undefined;
  const detail = (): Detail => (read ??= JSON.parse(line()) as Detail);
  return {
    ...brief,
    get flags() {
      return detail().flags;
    },
    get schema() {
      return detail().schema;
    },
    get schedules() {
      return scheduled ? detail().schedules : [];
    },
  };
}
