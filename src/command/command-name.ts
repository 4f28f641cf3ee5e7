/** Longest name of a command, in characters. */
export const NAME_MAX_LENGTH = 128;

const EXTENSIONS = ["ts", "mts", "cts", "js", "mjs", "cjs"] as const;

const COMMON_SEGMENT = /^[A-Za-z0-9][\w.-]*$/;

/** The words of a command's name, which are its folders and its file; undefined for a name that no file can have. */
export function nameSegments(name: string): string[] | undefined {
  const segments = name.split(":");
  const isPossible = isName(segments) && !segments.includes("node_modules") && !isTest(name);
  return isPossible ? segments : undefined;
}

/** Whether a path can be called, as its segments joined by colons. */
export function isName(segments: readonly string[]): boolean {
  return segments.join(":").length <= NAME_MAX_LENGTH && segments.every(isSegment);
}

/** The alphabets of the world take half a millisecond to read and one to compile, which common names need not pay. */
function isSegment(text: string): boolean {
  return COMMON_SEGMENT.test(text) || /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(text);
}

/** What every file that may hold a command `stem` would be called. */
export function fileNames(stem: string): string[] {
  return EXTENSIONS.map((extension) => `${stem}.${extension}`);
}

/** The name of a file without its extension if it may hold a command; undefined for any other file. */
export function commandStem(file: string): string | undefined {
  const stem = /^(?![_.])(.*)\.[cm]?[tj]s$/s.exec(file)?.[1];
  return stem === undefined || isTest(stem) ? undefined : stem;
}

/** Whether a folder may hold commands. */
export function isCommandFolder(folder: string): boolean {
  return !/^[_.]/.test(folder) && folder !== "node_modules";
}

/** Tests and declarations lie beside what they are about. */
function isTest(stem: string): boolean {
  return /\.(?:test|spec|d)$/.test(stem);
}
