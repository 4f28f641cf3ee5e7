import { createHash } from "node:crypto";

/** The same for the same line for ever: what it starts, as a person would call it, and a digest of the line. */
export function nameJob({ command, text }: { command: string; text: string }): string {
  const digest = createHash("sha256").update(text).digest("hex").slice(0, DIGEST_LENGTH);
  return `${slugOf(programOf(command))}-${digest}`;
}

const DIGEST_LENGTH = 8;

/** The script rather than its interpreter, and no folder to go to first. */
function programOf(command: string): string {
  const words = command
    .split(/&&|\|\||[;|&\n]/)
    .map(wordsOf)
    .find(([first]) => first !== undefined && !PREPARES.test(first));
  if (!words) return "";
  const [first = "", ...rest] = words.map(baseOf);
  return (INTERPRETER.test(first) ? scriptOf(rest) : undefined) ?? first;
}

/** A program that stands in the line itself (`sh -c '…'`) has no name, and may hold what is nobody's business. */
function scriptOf(words: readonly string[]): string | undefined {
  const script = words.findIndex((word) => !word.startsWith("-"));
  const isInline = words.slice(0, script).some((word) => /^-\w*[cer]$/.test(word));
  const name = words[script] ?? "";
  return isInline || !/^\w[\w.-]*$/.test(name) ? undefined : name;
}

/** Without assignments and what only changes how a program is started. */
function wordsOf(part: string): string[] {
  const words = part.split(/[\s(){}!]+/).filter((word) => word !== "");
  const start = words.findIndex((word) => !MERELY.test(word) && !WRAPPER.test(baseOf(word)));
  return start < 0 ? [] : words.slice(start);
}

/** An assignment, an option, a number. */
const MERELY = /^(?:\w+=|-|\d+[smhd]?$)/;
const WRAPPER = /^(?:env|exec|nohup|nice|ionice|time|timeout|command|sudo|chronic|if|then|do)$/;
const PREPARES = /^(?:cd|test|\[\[?|\.|source|export|set|umask|ulimit|sleep)$/;
const INTERPRETER = /^(?:ba|da|z|k)?sh$|^(?:python|php|perl|ruby|node|bun|deno)[\d.]*$/;

function baseOf(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

function slugOf(word: string): string {
  const legal = word.replace(/[^\p{L}\p{N}._-]+/gu, "-");
  return SLUG.exec(legal)?.[0].replace(/-+$/, "") ?? "job";
}

/** So that with its digest it is a legal id of a schedule. */
const SLUG = /[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}/u;
