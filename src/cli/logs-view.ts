import type { Run, Stream } from "../core/run.ts";
import { createGrep } from "./logs-grep.ts";
import { Gaps, LineAssembler, type Batch, type Item } from "./logs-lines.ts";
import { Tail } from "./logs-tail.ts";
import { jsonItem, wordItem } from "./logs-words.ts";
import type { Shell } from "./shell.ts";
import type { Host } from "./host.ts";
import { bytesWord } from "./words.ts";

export interface ViewOptions {
  follow?: boolean;
  grep?: string;
  ignoreCase?: boolean;
  tail?: number;
  stream?: Stream;
  timestamps?: boolean;
  json?: boolean;
}

/** Makes of batches what is to be written. */
export interface View {
  /** Whether there was anything to show. */
  readonly printed: boolean;
  take(batch: Batch): (string | Uint8Array)[];
  end(): (string | Uint8Array)[];
}

/** Output line by line: picked, worded, and tamed. */
export class LineView implements View {
  printed = false;
  readonly #options: ViewOptions;
  readonly #lines = new LineAssembler();
  readonly #grep: (items: Item[]) => Item[];
  readonly #tail: Tail | null;
  readonly #word: (item: Item) => string;

  /** @throws ErrandError usage for a `grep` that is no pattern. */
  constructor(run: Pick<Run, "id">, options: ViewOptions, host: Host) {
    this.#options = options;
    this.#grep = chooseGrep(options);
    this.#tail = options.tail === undefined ? null : new Tail(options.tail);
    const person = host.isTerminal("stdout");
    const look = {
      pretty: person,
      colours: person && !host.env["NO_COLOR"],
      timestamps: options.timestamps === true,
    };
    this.#word = options.json === true ? (item) => jsonItem(item, run.id) : (item) => wordItem(item, look);
  }

  take(batch: Batch): string[] {
    const items = this.#pick(this.#lines.take(batch));
    // An empty batch: whoever follows has caught up with the run, and sees its last lines before the next ones.
    return this.#show(
      batch.chunks.length === 0 && this.#options.follow === true ? [...items, ...this.#release()] : items,
    );
  }

  end(): string[] {
    const items = this.#pick(this.#lines.rest());
    return this.#show([...items, ...this.#release()]);
  }

  #pick(items: Item[]): Item[] {
    const { stream } = this.#options;
    const wanted = items.filter((item) => item.kind === "cut" || item.stream === (stream ?? item.stream));
    const matching = this.#grep(wanted);
    return this.#tail ? this.#tail.take(matching) : matching;
  }

  #release(): Item[] {
    return this.#tail?.release() ?? [];
  }

  #show(items: Item[]): string[] {
    if (items.length === 0) return [];
    this.printed = true;
    return [items.map((item) => `${this.#word(item)}\n`).join("")];
  }
}

function chooseGrep({ grep, ignoreCase = false }: ViewOptions): (items: Item[]) => Item[] {
  return grep === undefined ? (items) => items : createGrep(grep, { ignoreCase });
}

/** Bytes as they were written. Where some are missing cannot be said among them. */
export class RawView implements View {
  printed = false;
  readonly #stream: Stream | undefined;
  readonly #shell: Shell;
  readonly #gaps = new Gaps();

  constructor({ stream }: ViewOptions, shell: Shell) {
    this.#stream = stream;
    this.#shell = shell;
  }

  take({ chunks }: Batch): Uint8Array[] {
    for (const chunk of chunks) this.#tellGap(this.#gaps.before(chunk));
    const wanted = chunks.filter(({ stream }) => stream === (this.#stream ?? stream));
    if (wanted.length > 0) this.printed = true;
    return wanted.map(({ bytes }) => bytes);
  }

  end(): Uint8Array[] {
    return [];
  }

  #tellGap(bytes: number): void {
    if (bytes > 0) this.#shell.note(`${bytesWord(bytes)} cut here to keep the log within its cap`);
  }
}
