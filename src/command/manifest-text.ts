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
  commands: { brief: Brief; files: number[] }[];
}

// Any other was written by an errand that knew other members.
const FORMAT = 2;

/** The other lines, one for each command, are nine tenths of the text; only help, completion and schedules read one. */
type Detail = Pick<CommandDescriptor, "flags" | "schema" | "schedules">;
/** Most commands have no schedule, and whoever asks for those should not have to read every line. */
type Brief = Omit<CommandDescriptor, keyof Detail> & { scheduled: boolean };

export function encodeManifest(ground: string, records: Iterable<ManifestRecord>): string {
  const head: Head = { format: FORMAT, ground, files: [], commands: [] };
  const details: Detail[] = [];
  const indexOf = indexer(head.files);
  for (const { descriptor, files } of records) {
    const { flags, schema, schedules, ...brief } = descriptor;
    head.commands.push({ brief: { ...brief, scheduled: schedules.length > 0 }, files: files.map(indexOf) });
    details.push({ flags, schema, schedules });
  }
  return [head, ...details].map((line) => `${JSON.stringify(line)}\n`).join("");
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

/** The records of a text; none when it is damaged or made on other ground. */
export function decodeManifest(text: string, ground: string): ManifestRecord[] {
  const [first = "", ...details] = text.split("\n");
  // What was cut short does not end with a line's end.
  if (details.pop() !== "") return [];
  const head = parse(first);
  if (!isHead(head) || head.format !== FORMAT || head.ground !== ground) return [];
  if (head.commands.length !== details.length) return [];
  if (!details.every(isWhole)) return [];
  return head.commands.map(({ brief, files }, index) => ({
    descriptor: withDetail(brief, details[index] ?? ""),
    files: files.map((at) => head.files[at] ?? DAMAGED),
  }));
}

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
  return commands.every((one) => isObject(one) && Array.isArray(one["files"]) && isObject(one["brief"]));
}

function isWhole(line: string): boolean {
  return line.startsWith('{"flags":[') && line.endsWith("}");
}

function withDetail({ scheduled, ...brief }: Brief, line: string): CommandDescriptor {
  let read: Detail | undefined;
  const detail = (): Detail => (read ??= JSON.parse(line) as Detail);
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
