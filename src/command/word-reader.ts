import { quote } from "../core/quote.ts";
import { coerceText } from "./coerce-text.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import type { GivenValues } from "./given-values.ts";

/** Gives each word of a command line to the positional flag whose turn it is; the last one may take all that is left. */
export class WordReader {
  readonly #places: FlagDescriptor[];
  readonly #given: GivenValues;
  #words = 0;

  constructor(flags: readonly FlagDescriptor[], given: GivenValues) {
    this.#given = given;
    this.#places = flags
      .filter(({ position }) => position !== null)
      .sort((a, b) => Number(a.position) - Number(b.position));
  }

  /** Whether the command has any place for a word. */
  get takesWords(): boolean {
    return this.#places.length > 0;
  }

  read(word: string): void {
    const last = this.#places.at(-1);
    const flag = this.#places[this.#words] ?? (last?.array ? last : undefined);
    this.#words += 1;
    if (flag) this.#given.give(flag, coerceText(flag, word));
    else this.#given.refuse(`${quote(word)} is one word too many: ${this.#wordsTaken()}`);
  }

  #wordsTaken(): string {
    const names = this.#places.map(({ flag }) => flag.toUpperCase());
    return names.length === 0 ? "flags begin with --" : `the words are ${names.join(" ")}`;
  }
}
