import type { ArgProblem } from "./arg-problem.ts";
import { isNegativeNumber } from "./coerce-text.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import type { FlagToken, OptionToken } from "./flag-token.ts";
import { GivenValues, type GivenValue } from "./given-values.ts";
import { isShort, readNegation, readOption } from "./option-reader.ts";
import { unknownFlag } from "./unknown-flag.ts";
import { WordReader } from "./word-reader.ts";

/** Takes the tokens of one command line, one by one, and knows at the end what each flag was given. */
export class FlagReader {
  /** Every `--args` that was typed. */
  readonly argsWords: string[] = [];
  help = false;
  readonly #argv: readonly string[];
  readonly #flags: readonly FlagDescriptor[];
  readonly #given = new GivenValues();
  readonly #words: WordReader;
  readonly #numbersRead = new Set<number>();
  /** Where the last unknown flag stood. */
  #unknownAt = -2;

  constructor(argv: readonly string[], flags: readonly FlagDescriptor[]) {
    this.#argv = argv;
    this.#flags = flags;
    this.#words = new WordReader(flags, this.#given);
  }

  get problems(): readonly ArgProblem[] {
    return this.#given.problems;
  }

  values(): GivenValue[] {
    return this.#given.values();
  }

  read(token: FlagToken): void {
    if (token.kind === "positional" && !this.#isValueOfUnknown(token.index)) this.#words.read(token.value);
    if (token.kind === "option") this.#readOption(token);
  }

  /** A word behind a mistyped flag is most likely its value, and no second problem. */
  #isValueOfUnknown(index: number): boolean {
    return index === this.#unknownAt + 1 && !this.#words.takesWords;
  }

  #readOption(token: OptionToken): void {
    const word = this.#argv[token.index] ?? "";
    if (isNumber(token, word)) this.#readNumber(token.index, word);
    else if (token.name === "help") this.help = true;
    else if (token.name === "args") this.#readArgs(token);
    else this.#readFlag(token);
  }

  /** The parser takes `-12` apart into two flags at one place. */
  #readNumber(index: number, word: string): void {
    if (this.#numbersRead.has(index)) return;
    this.#numbersRead.add(index);
    this.#words.read(word);
  }

  #readArgs({ value }: OptionToken): void {
    if (value !== undefined) this.argsWords.push(value);
    else this.#given.refuse("--args needs a value: JSON text, @file, or - for stdin");
  }

  #readFlag(token: OptionToken): void {
    const flag = this.#flags.find((one) => one.flag === token.name);
    if (flag) return readOption(flag, token, this.#given);
    const negated = this.#flags.find((one) => one.kind === "boolean" && token.rawName === `--no-${one.flag}`);
    if (negated) return readNegation(negated, token, this.#given);
    this.#given.problems.push(unknownFlag(token.rawName, this.#flags));
    this.#unknownAt = token.index;
  }
}

/** `-5` is a flag to the parser, and a word to everybody else, unless a flag is called so. */
function isNumber({ rawName }: OptionToken, word: string): boolean {
  return isShort(rawName) && isNegativeNumber(word);
}
