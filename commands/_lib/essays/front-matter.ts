import { parse as parseToml, TomlError } from "smol-toml";
import { LineCounter, parseDocument } from "yaml";

export interface FrontMatter {
  data: Record<string, unknown>;
  /** What follows the front matter. */
  body: string;
  /** The line of the file, from 1, that sets `key`; that of the opening fence when none does. */
  lineOf(key: string): number;
}

/** Front matter that cannot be read. `line` counts from 1, in the whole file. */
export class FrontMatterFault extends Error {
  override readonly name = "FrontMatterFault";
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/**
 * Reads the front matter of Hugo, Jekyll and Astro: YAML between `---`, TOML between `+++`, or a JSON object at the
 * very start. Undefined when the file has none.
 * @throws FrontMatterFault naming the line.
 */
export function parseFrontMatter(source: string): FrontMatter | undefined {
  const block = splitBlock(source.replace(/^\uFEFF/, ""));
  if (!block) return undefined;
  const data: unknown = block.language === "toml" ? readToml(block) : readYaml(block);
  if (!isMap(data))
    throw new FrontMatterFault("front matter must be a map of keys and values", block.firstLine);
  return { data, body: block.body, lineOf: (key) => lineOf(key, block) };
}

interface Block {
  language: "yaml" | "toml" | "json";
  text: string;
  body: string;
  /** Where `text` begins in the file, from 1. */
  firstLine: number;
}

const FENCES = [
  { language: "yaml", open: /^---[ \t]*\r?\n/, close: /^(?:---|\.\.\.)[ \t]*\r?$/m },
  { language: "toml", open: /^\+\+\+[ \t]*\r?\n/, close: /^\+\+\+[ \t]*\r?$/m },
] as const;

function splitBlock(source: string): Block | undefined {
  // `{%` and `{{` open a template tag, which is text.
  if (/^\{\s*(?:"|\})/.test(source)) return splitJson(source);
  for (const { language, open, close } of FENCES) {
    const opening = open.exec(source)?.[0];
    if (opening === undefined) continue;
    const rest = source.slice(opening.length);
    const closing = close.exec(rest);
    if (!closing) throw new FrontMatterFault(`front matter opened with ${opening.trim()} is never closed`, 1);
    const body = rest.slice(closing.index + closing[0].length);
    return { language, text: rest.slice(0, closing.index), body: body.replace(/^\n/, ""), firstLine: 2 };
  }
  return undefined;
}

function splitJson(source: string): Block {
  const end = endOfJsonObject(source);
  return { language: "json", text: source.slice(0, end), body: source.slice(end).trimStart(), firstLine: 1 };
}

function endOfJsonObject(source: string): number {
  let depth = 0;
  for (const { 0: token, index } of source.matchAll(/"(?:\\.|[^"\\])*"|[{}]/g)) {
    if (token === "{") depth += 1;
    if (token === "}") depth -= 1;
    if (depth === 0) return index + 1;
  }
  throw new FrontMatterFault("front matter opened with { is never closed", 1);
}

/** JSON too: it is a subset of YAML 1.2, whose parser knows the line of a mistake. */
function readYaml({ text, firstLine }: Block): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw new FrontMatterFault(error.message, lines.linePos(error.pos[0]).line + firstLine - 1);
  try {
    return document.toJS();
  } catch (error) {
    // An alias that names nothing, or aliases that multiply without end.
    throw new FrontMatterFault(error instanceof Error ? error.message : String(error), firstLine);
  }
}

function readToml({ text, firstLine }: Block): unknown {
  try {
    return parseToml(text, { unsafeKeyBehaviour: "drop" });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [message = ""] = error.message.split("\n");
    throw new FrontMatterFault(message, error.line + firstLine - 1);
  }
}

function isMap(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function lineOf(key: string, { text, firstLine }: Block): number {
  const setsKey = (line: string): boolean => {
    const written = /^[\s{,]*["']?([\w-]+)["']?\s*[:=]/.exec(line)?.[1];
    return written?.toLowerCase() === key.toLowerCase();
  };
  return Math.max(text.split("\n").findIndex(setsKey), 0) + firstLine;
}
