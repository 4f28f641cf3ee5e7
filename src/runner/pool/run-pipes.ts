import { subscribe } from "node:diagnostics_channel";
import type { Stream } from "../../core/run.ts";
import type { OutputSink } from "../executor.ts";
import { pipeSink } from "../pipe-sink.ts";
import { markOf } from "./marked-output.ts";

/** Writes to the pipes of a child that lives many runs, and says in each pipe whose output begins and ends there. */
export class RunPipes implements OutputSink {
  readonly #mark: string;
  readonly #opened = new Set<Stream>();
  #place = 0;

  constructor(mark: string) {
    this.#mark = mark;
    for (const name of ["stdout", "stderr"] as const) {
      const stream = process[name];
      const write = stream.write.bind(stream) as (...given: unknown[]) => boolean;
      stream.write = (...given: unknown[]) => {
        this.#open(name);
        return write(...given);
      };
    }
    // A process that inherits the pipes writes past us.
    subscribe("child_process", () => {
      this.#open("stdout");
      this.#open("stderr");
    });
  }

  /** From here on it is the run at that place which writes. */
  begin(place: number): void {
    this.#place = place;
    this.#opened.clear();
  }

  write(stream: Stream, bytes: Uint8Array): void {
    this.#open(stream);
    pipeSink.write(stream, bytes);
  }

  /** Ends the run's output; tells in how many pipes. */
  end(): number {
    for (const stream of this.#opened) pipeSink.write(stream, markOf(this.#mark, this.#place, "end"));
    return this.#opened.size;
  }

  #open(stream: Stream): void {
    if (this.#opened.has(stream)) return;
    this.#opened.add(stream);
    pipeSink.write(stream, markOf(this.#mark, this.#place, "begin"));
  }
}
