import type { Progress, Stream } from "../core/run.ts";
import { INFO, levelOf, prettyLine } from "../log/pretty-line.ts";
import type { Echo } from "../runner/start-program.ts";
import type { Terminal } from "../runner/tee-process-output.ts";
import { drawBar } from "./progress-bar.ts";

/** The process's streams, made at the first look. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

type Write = NodeJS.WriteStream["write"];

const ERASE_LINE = "\r\u001b[K";

/**
 * The person's side of a run: the process's own stdout and stderr as they were before anybody teed them, with log
 * lines and a progress bar woven in. A reader that went away (`| head`) ends the showing, never the run.
 */
export class RunTerminal implements Terminal, Echo {
  readonly #streams: Streams;
  readonly #outTo: "stdout" | "stderr";
  readonly #leastLevel: number;
  readonly #pretty: boolean;
  readonly #writes: Partial<Record<"stdout" | "stderr", Write>> = {};
  readonly #gone = new Set<"stdout" | "stderr">();
  #bar = "";

  /** `outTo: "stderr"` keeps stdout free for errand's own JSON; `pretty`: a person reads stderr. */
  constructor(streams: Streams, options: { outTo: "stdout" | "stderr"; verbose: boolean; pretty: boolean }) {
    this.#streams = streams;
    this.#outTo = options.outTo;
    this.#leastLevel = options.verbose ? 0 : INFO;
    this.#pretty = options.pretty;
  }

  write(stream: Stream, bytes: Uint8Array, done?: () => void): boolean {
    const target = this.#targetOf(stream);
    const write = this.#writeOf(target);
    if (this.#gone.has(target)) {
      if (done) process.nextTick(done);
      return true;
    }
    this.#eraseBar();
    const flowing = write(bytes, done);
    if (bytes.at(-1) === 0x0a) this.#drawBar();
    return flowing;
  }

  show(stream: Stream, bytes: Uint8Array): Promise<void> | null {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.write(stream, bytes, resolve);
    return this.#streams[this.#targetOf(stream)].writableLength > 0 ? promise : null;
  }

  /** A line of errand's own, or of the command's log, on stderr. */
  say(text: string): void {
    this.write("stderr", Buffer.from(`${text}\n`));
  }

  showLog = (json: string): void => {
    if (levelOf(json) < this.#leastLevel) return;
    this.say(this.#pretty ? prettyLine(json) : json.trimEnd());
  };

  showProgress = (progress: Progress): void => {
    if (!this.#pretty) return;
    this.#eraseBar();
    this.#bar = drawBar(progress, this.#streams.stderr.columns);
    this.#drawBar();
  };

  /** Takes the bar away for good: the run is over. */
  endProgress(): void {
    this.#eraseBar();
    this.#bar = "";
  }

  #eraseBar(): void {
    if (this.#bar !== "") this.#writeOf("stderr")(ERASE_LINE);
  }

  #drawBar(): void {
    if (this.#bar !== "") this.#writeOf("stderr")(this.#bar);
  }

  #targetOf(stream: Stream): "stdout" | "stderr" {
    return stream === "stdout" ? this.#outTo : "stderr";
  }

  /** The stream's own write, whatever lies over it by now. */
  #writeOf(target: "stdout" | "stderr"): Write {
    const known = this.#writes[target];
    if (known) return known;
    const stream = this.#streams[target];
    stream.on("error", () => this.#gone.add(target));
    return (this.#writes[target] = (Object.getPrototypeOf(stream) as NodeJS.WriteStream).write.bind(stream));
  }
}
