import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import type { JsonObject } from "../core/json.ts";
import { ARGS_MAX_BYTES } from "../core/byte-size.ts";
import { isObject } from "./arg-path.ts";
import { wordTooDeep } from "./unfit-args.ts";
import { messageOf } from "../core/thrown.ts";

/** Where `--args -` and `--args @file` read. */
export interface ArgsSources {
  stdin: () => AsyncIterable<Uint8Array | string>;
  cwd: string;
}

export type ArgsObject = { object: JsonObject } | { fault: string };

/** The object that `--args WORD` means: JSON text, `@file`, or `-` for stdin. Never reads more than the limit. */
export async function readArgsSource(word: string, { stdin, cwd }: ArgsSources): Promise<ArgsObject> {
  if (word === "-") return parseObject(await readLimited(stdin()), "--args - (stdin)");
  if (!word.startsWith("@")) return parseObject(word, "--args");
  const file = word.slice(1);
  try {
    return parseObject(await readLimited(createReadStream(resolve(cwd, file))), `--args @${file}`);
  } catch (error) {
    return { fault: `--args @${file} cannot be read: ${reasonOf(error)}` };
  }
}

class TooLarge extends Error {}

async function readLimited(chunks: AsyncIterable<Uint8Array | string>): Promise<string | TooLarge> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    // Leaving the loop closes the stream: what is left of 10 MB is not read.
    if (size > ARGS_MAX_BYTES) return new TooLarge();
    kept.push(bytes);
  }
  return new TextDecoder().decode(Buffer.concat(kept));
}

function parseObject(text: string | TooLarge, name: string): ArgsObject {
  if (text instanceof TooLarge) return { fault: `${name} is over 1 MiB, the most that args may take` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: `${name} is not JSON${placeOf(error)}` };
  }
  if (!isObject(value)) return { fault: `${name} must be a JSON object such as {"key": "value"}` };
  const deep = wordTooDeep(value);
  return deep === undefined ? { object: value } : { fault: `${name} is ${deep}` };
}

/** Only the place: the engine's message quotes the text, which may hold a secret. */
function placeOf(error: unknown): string {
  const place = /line \d+ column \d+|position \d+/.exec(error instanceof Error ? error.message : "");
  return place ? ` (${place[0]})` : "";
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  return messageOf(error);
}
