import type { parseArgs } from "node:util";
import type { JsonValue } from "../core/json.ts";
import { quote } from "../core/quote.ts";
import { invalid, type ArgProblem } from "./arg-problem.ts";
import { coerceText, isNegativeNumber } from "./coerce-text.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import { unknownFlag } from "./unknown-flag.ts";

export type Token = NonNullable<
  ReturnType<typeof parseArgs<{ tokens: true; strict: false }>>["tokens"]
>[number];
type OptionToken = Extract<Token, { kind: "option" }>;

/** What one flag of one call was given. */
export interface GivenValue {
  path: string[];
  value: JsonValue;
}

/** Takes the tokens of one command line, one by one, and knows at the end what each flag was given. */
export class FlagReader {
  readonly problems: ArgProblem[] = [];
  /** Every `--args` that was typed. */
  readonly argsWords: string[] = [];
  help = false;
  readonly #argv: readonly string[];
  readonly #flags: readonly FlagDescriptor[];
  readonly #given = new Map<FlagDescriptor, JsonValue[]>();
  readonly #places: FlagDescriptor[];
  readonly #numbersRead = new Set<number>();
  #words = 0;
  /** Where the last unknown flag stood. */
  #unknownAt = -2;

  constructor(argv: readonly string[], flags: readonly FlagDescriptor[]) {
    this.#argv = argv;
    this.#flags = flags;
    this.#places = flags
      .filter(({ position }) => position !== null)
      .sort((a, b) => Number(a.position) - Number(b.position));
  }

  read(token: Token): void {
    if (token.kind === "positional" && !this.#isValueOfUnknown(token.index)) this.#readWord(token.value);
    if (token.kind === "option") this.#readOption(token);
  }

  values(): GivenValue[] {
    return [...this.#given].map(([{ path, array }, values]) => ({
      path,
      value: array ? values : (values[0] ?? null),
    }));
  }

  #readOption(token: OptionToken): void {
    const word = this.#argv[token.index] ?? "";
    if (this.#isNumber(token, word)) this.#readNumber(token.index, word);
    else if (token.name === "help") this.help = true;
    else if (token.name === "args") this.#readArgs(token);
    else this.#readFlag(token);
  }

  /** `-5` is a flag to the parser, and a word to everybody else, unless a flag is called so. */
  #isNumber({ rawName }: OptionToken, word: string): boolean {
    return isShort(rawName) && isNegativeNumber(word);
  }

  /** The parser takes `-12` apart into two flags at one place. */
  #readNumber(index: number, word: string): void {
    if (this.#numbersRead.has(index)) return;
    this.#numbersRead.add(index);
    this.#readWord(word);
  }

  #readArgs({ value }: OptionToken): void {
    if (value === undefined)
      this.problems.push(invalid("--args needs a value: JSON text, @file, or - for stdin"));
    else this.argsWords.push(value);
  }

  #readFlag(token: OptionToken): void {
    const flag = this.#flags.find(({ flag }) => flag === token.name);
    if (!flag) this.#readNegation(token);
    else if (flag.kind === "boolean") this.#readBoolean(flag, token);
    else this.#readValue(flag, token);
  }

  #readNegation(token: OptionToken): void {
    const negated = this.#flags.find(
      ({ flag, kind }) => kind === "boolean" && token.rawName === `--no-${flag}`,
    );
    if (!negated) this.#refuseUnknown(token);
    else if (token.value !== undefined) this.#refuse(negated, `${token.rawName} takes no value`);
    else this.#give(negated, false);
  }

  #refuseUnknown({ index, rawName }: OptionToken): void {
    this.problems.push(unknownFlag(rawName, this.#flags));
    this.#unknownAt = index;
  }

  /** A word behind a mistyped flag is most likely its value, and no second problem. */
  #isValueOfUnknown(index: number): boolean {
    return index === this.#unknownAt + 1 && this.#places.length === 0;
  }

  #readBoolean(flag: FlagDescriptor, { value, rawName }: OptionToken): void {
    const truth = value === undefined ? true : coerceText(flag, value);
    if (typeof truth === "boolean") this.#give(flag, truth);
    else this.#refuse(flag, `${rawName} takes no value${echo(flag, value)}, or =true or =false`);
  }

  #readValue(flag: FlagDescriptor, { value, inlineValue, rawName }: OptionToken): void {
    if (value === undefined) this.#refuse(flag, `${rawName} needs a value`);
    else if (!inlineValue && this.#looksLikeFlag(value)) this.#refuse(flag, needsValue(flag, rawName, value));
    // The parser reads `-n=5` as the value "=5".
    else
      this.#give(flag, coerceText(flag, isShort(rawName) && inlineValue ? value.replace(/^=/, "") : value));
  }

  #looksLikeFlag(value: string): boolean {
    return /^(?:-\p{L}+|--\p{L}[\p{L}\p{N}-]*(?:=.*)?)$/su.test(value);
  }

  #readWord(word: string): void {
    const last = this.#places.at(-1);
    const flag = this.#places[this.#words] ?? (last?.array ? last : undefined);
    this.#words += 1;
    if (flag) this.#give(flag, coerceText(flag, word));
    else this.problems.push(invalid(`${quote(word)} is one word too many: ${this.#wordsTaken()}`));
  }

  #wordsTaken(): string {
    const names = this.#places.map(({ flag }) => flag.toUpperCase());
    return names.length === 0 ? "flags begin with --" : `the words are ${names.join(" ")}`;
  }

  #give(flag: FlagDescriptor, value: JsonValue): void {
    const values = this.#given.get(flag);
    if (!values) this.#given.set(flag, [value]);
    else if (flag.array) values.push(value);
    else this.#refuse(flag, `--${flag.flag} is given twice`);
  }

  #refuse(flag: FlagDescriptor, message: string): void {
    this.problems.push(invalid(message, flag));
  }
}

function echo({ secret }: FlagDescriptor, value: string | undefined): string {
  return secret || value === undefined ? "" : ` such as ${quote(value)}`;
}

function needsValue({ flag, secret }: FlagDescriptor, rawName: string, value: string): string {
  return `${rawName} needs a value (one that begins with a dash is given as --${flag}=${secret ? "…" : value})`;
}

function isShort(rawName: string): boolean {
  return !rawName.startsWith("--");
}
