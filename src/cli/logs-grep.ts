import { stripVTControlCharacters } from "node:util";
import { createContext, Script } from "node:vm";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { wordLog } from "./logs-words.ts";
import type { Item } from "./logs-lines.ts";
import { messageOf } from "../core/thrown.ts";

/** How long a pattern may think about one page of output, in ms. */
const PATIENCE_MS = 1_000;

/**
 * Keeps the lines that a regular expression matches, and the word of what was cut. Colours do not count; a log line
 * is looked at both in words and as JSON.
 * @throws ErrandError usage for a text that is no regular expression, and from the filter for one that backtracks
 * without end.
 */
export function createGrep(pattern: string, { ignoreCase }: { ignoreCase: boolean }) {
  const context = createContext({ pattern: compile(pattern, ignoreCase), texts: [] });
  return (items: Item[]): Item[] => {
    context["texts"] = items.map(textOf);
    const matched = match(context, pattern);
    return items.filter((item, index) => item.kind === "cut" || matched[index]);
  };
}

function compile(pattern: string, ignoreCase: boolean): RegExp {
  try {
    return new RegExp(pattern, ignoreCase ? "im" : "m");
  } catch (error) {
    const why = messageOf(error);
    throw refusal(`--grep ${quote(pattern)} is no regular expression: ${why}`, error);
  }
}

function textOf(item: Item): string {
  if (item.kind === "cut") return "";
  const text = stripVTControlCharacters(item.text);
  return item.stream === "log" ? `${stripVTControlCharacters(wordLog(item.text) ?? "")}\n${text}` : text;
}

/** In a context of its own, because only there can a search be stopped. */
function match(context: object, pattern: string): boolean[] {
  try {
    return MATCH.runInContext(context, { timeout: PATIENCE_MS }) as boolean[];
  } catch (error) {
    const seconds = PATIENCE_MS / 1000;
    throw refusal(
      `--grep ${quote(pattern)} backtracks without end: it was stopped after ${seconds} s`,
      error,
    );
  }
}

const MATCH = new Script("texts.map((text) => pattern.test(text))");

function refusal(message: string, cause: unknown): ErrandError {
  return new ErrandError("usage", message, { next: "errand logs --help", cause });
}
