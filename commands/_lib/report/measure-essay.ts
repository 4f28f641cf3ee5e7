import { marked, type Token, type Tokens } from "marked";
import type { Essay } from "../essays/essay.ts";

/** What a report says of one essay. */
export interface EssayFacts {
  file: string;
  title: string;
  stage: Essay["stage"];
  editor: string | null;
  words: number;
  /** Reading time, rounded up. */
  minutes: number;
  /** Links in the text; a reference that is used twice counts twice. */
  links: number;
  /** ISO 8601. */
  updated: string;
  /** Whole days since then. */
  days: number;
}

export interface MeasureOptions {
  wordsPerMinute: number;
  now: Date;
}

const DAY_MS = 86_400_000;

export function measureEssay(essay: Essay, { wordsPerMinute, now }: MeasureOptions): EssayFacts {
  const tokens = marked.lexer(withoutTemplates(essay.body));
  const words = countWords(textOf(tokens));
  return {
    file: essay.file,
    title: essay.title,
    stage: essay.stage,
    editor: essay.editor?.name ?? null,
    words,
    minutes: Math.ceil(words / wordsPerMinute),
    links: countLinks(tokens),
    updated: new Date(essay.updatedAt).toISOString(),
    days: Math.floor((now.getTime() - essay.updatedAt) / DAY_MS),
  };
}

/** Shortcodes and tags of Liquid and Hugo are no words of the essay's. */
function withoutTemplates(body: string): string {
  return body.replace(/\{%.*?%\}|\{\{.*?\}\}/gs, " ");
}

function countLinks(tokens: readonly Token[]): number {
  let links = 0;
  void marked.walkTokens([...tokens], ({ type }) => {
    if (type === "link") links += 1;
  });
  return links;
}

/** What a reader reads: no addresses of links, no HTML, no blocks of code. */
function textOf(tokens: readonly Token[]): string {
  return tokens.map(readable).join("");
}

function readable(token: Token): string {
  if (UNREAD.has(token.type)) return "";
  const parts = partsOf(token);
  if (parts.length > 0) return parts.map(({ tokens }) => `\n${textOf(tokens)}\n`).join("");
  const { tokens, text = "" } = token as Tokens.Generic;
  const inner = tokens ? textOf(tokens) : (text as string).replace(/&#?\w+;/g, " ");
  return INLINE.has(token.type) ? inner : `${inner}\n`;
}

/** The items of a list, the cells of a table. */
function partsOf(token: Token): { tokens: Token[] }[] {
  if (token.type === "list") return (token as Tokens.List).items;
  if (token.type !== "table") return [];
  const { header, rows } = token as Tokens.Table;
  return [header, ...rows].flat();
}

const UNREAD = new Set(["code", "html", "image", "def"]);
const INLINE = new Set(["text", "escape", "link", "em", "strong", "del", "codespan"]);

// Scripts without spaces have words too. The locale changes nothing else that is counted.
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

function countWords(text: string): number {
  let words = 0;
  for (const { isWordLike } of segmenter.segment(text)) words += isWordLike ? 1 : 0;
  return words;
}
