import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, posix } from "node:path";
import { CommandError, type CommandContext } from "errand";
import { oneLine } from "../one-line.ts";
import { readEssay, type Essay } from "./essay.ts";
import { FrontMatterFault } from "./front-matter.ts";

export interface EssaysRead {
  essays: Essay[];
  /** Files whose front matter could not be understood; each was told of in a warning. */
  unreadable: string[];
}

const MARKDOWN = new Set([".md", ".markdown", ".mdx"]);

/** Where generators keep what is not written by hand, at any depth and at the top of a site. */
const NEVER = new Set(["node_modules", "_site", "_layouts", "_includes", "_sass", "_data"]);
const NOT_AT_TOP = new Set([
  "archetypes",
  "themes",
  "layouts",
  "public",
  "resources",
  "static",
  "dist",
  "vendor",
]);

type ReadContext = Pick<CommandContext, "log" | "progress" | "signal">;

/**
 * Reads every essay below `folder`, in order of file name. A file that cannot be understood is a warning and stops
 * nobody else.
 * @throws CommandError when `folder` is no folder; the signal's reason when it aborts.
 */
export async function readEssays(folder: string, context: ReadContext): Promise<EssaysRead> {
  const read: EssaysRead = { essays: [], unreadable: [] };
  for await (const { file, essay } of eachEssay(folder, context)) {
    if (essay) read.essays.push(essay);
    else read.unreadable.push(file);
  }
  return read;
}

/** The same one by one, for who wants to keep what was read when `signal` aborts. `essay` is null for an unreadable file. */
export async function* eachEssay(
  folder: string,
  { log, progress, signal }: ReadContext,
): AsyncGenerator<{ file: string; essay: Essay | null }, void, void> {
  const files = await listMarkdown(folder, signal);
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    try {
      const essay = await readOne(folder, file);
      if (essay) yield { file, essay };
    } catch (error) {
      log.warn(`${join(folder, file)}${describeFault(error)}; left out`);
      yield { file, essay: null };
    }
    progress(index + 1, files.length, "essays read");
  }
}

async function listMarkdown(folder: string, signal: AbortSignal): Promise<string[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new CommandError(
      `content folder "${folder}" ${found ? "is a file" : "does not exist"}; name one with --content DIR`,
    );
  }
  const files: string[] = [];
  await collect(folder, "", { files, signal });
  return files.sort();
}

async function collect(
  folder: string,
  below: string,
  into: { files: string[]; signal: AbortSignal },
): Promise<void> {
  into.signal.throwIfAborted();
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = posix.join(below, entry.name);
    if (entry.isDirectory() && mayHoldEssays(entry.name, below)) await collect(folder, path, into);
    if (entry.isFile() && MARKDOWN.has(extname(entry.name).toLowerCase())) into.files.push(path);
  }
}

function mayHoldEssays(name: string, below: string): boolean {
  return !name.startsWith(".") && !NEVER.has(name) && !(below === "" && NOT_AT_TOP.has(name));
}

async function readOne(folder: string, file: string): Promise<Essay | undefined> {
  const path = join(folder, file);
  const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
  return readEssay({ file, text: decode(bytes), modifiedAt: mtimeMs });
}

/** What stands behind the file's name in a warning. Rethrows what is no fault of the file. */
function describeFault(error: unknown): string {
  if (error instanceof FrontMatterFault) return `:${error.line}: ${oneLine(error.message)}`;
  if (error instanceof Error && "syscall" in error) return `: ${error.message}`;
  throw error;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FrontMatterFault("the file is not UTF-8 text", 1);
  }
}
