import { quote } from "../core/quote.ts";
import { coerceText } from "./coerce-text.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import type { OptionToken } from "./flag-token.ts";
import type { GivenValues } from "./given-values.ts";

/** Gives a flag the value that an option says, or says why it cannot. */
export function readOption(flag: FlagDescriptor, token: OptionToken, given: GivenValues): void {
  if (flag.kind === "boolean") readBoolean(flag, token, given);
  else readValue(flag, token, given);
}

/** `--no-x`: what a boolean flag is turned off by. */
export function readNegation(
  flag: FlagDescriptor,
  { value, rawName }: OptionToken,
  given: GivenValues,
): void {
  if (value === undefined) given.give(flag, false);
  else given.refuse(`${rawName} takes no value`, flag);
}

/** `-n` and not `--name`. */
export function isShort(rawName: string): boolean {
  return !rawName.startsWith("--");
}

function readBoolean(flag: FlagDescriptor, { value, rawName }: OptionToken, given: GivenValues): void {
  const truth = value === undefined ? true : coerceText(flag, value);
  if (typeof truth === "boolean") given.give(flag, truth);
  else given.refuse(`${rawName} takes no value${echo(flag, value)}, or =true or =false`, flag);
}

function readValue(
  flag: FlagDescriptor,
  { value, inlineValue, rawName }: OptionToken,
  given: GivenValues,
): void {
  if (value === undefined) given.refuse(`${rawName} needs a value`, flag);
  else if (!inlineValue && looksLikeFlag(value)) given.refuse(needsValue(flag, rawName, value), flag);
  // The parser reads `-n=5` as the value "=5".
  else given.give(flag, coerceText(flag, isShort(rawName) && inlineValue ? value.replace(/^=/, "") : value));
}

function looksLikeFlag(value: string): boolean {
  return /^(?:-\p{L}+|--\p{L}[\p{L}\p{N}-]*(?:=.*)?)$/su.test(value);
}

function echo({ secret }: FlagDescriptor, value: string | undefined): string {
  return secret || value === undefined ? "" : ` such as ${quote(value)}`;
}

function needsValue({ flag, secret }: FlagDescriptor, rawName: string, value: string): string {
  return `${rawName} needs a value (one that begins with a dash is given as --${flag}=${secret ? "…" : value})`;
}
