import type { Clock } from "../core/clock.ts";
import { STREAMS, type Stream } from "../core/run.ts";
import type { OutputWrite } from "../store/run-store.ts";
import type { OutputSink } from "./executor.ts";
import { OutputBuffer } from "./output-buffer.ts";
import type { MaskingStream, SecretMasker } from "./secret-masker.ts";

/** How long output may wait before it is kept: what a kill -9 can lose. */
const FLUSH_EVERY_MS = 200;

export interface OutputRecorderOptions {
  /** Most bytes kept of the attempt. */
  cap: number;
  masker: SecretMasker;
  clock: Clock;
  append: (output: OutputWrite) => Promise<void>;
  /** The work has the same thread: it may print once and never yield again, so the first words are kept at once. */
  sharesThread: boolean;
  /** Told once: a ledger that cannot keep output does not end the work. */
  onFailure: (error: Error) => void;
}

export interface OutputRecorder {
  sink: OutputSink;
  /** What is not kept yet, for the closing row. Nothing written later is kept. */
  takeRest(): OutputWrite | null;
}

/** Takes what a run writes, masks it, and brings it to the ledger five times a second. */
export function createOutputRecorder(options: OutputRecorderOptions): OutputRecorder {
  const recorder = new Recorder(options);
  return { sink: recorder, takeRest: () => recorder.takeRest() };
}

class Recorder implements OutputSink {
  readonly #options: OutputRecorderOptions;
  readonly #buffer: OutputBuffer;
  readonly #masks: Record<Stream, MaskingStream>;
  #flushedAt: number;
  #scheduled = false;
  #writing = false;
  /** No promise had its turn since the last write to the ledger began: nothing can tell that it is over. */
  #stuck = false;
  #failed = false;
  #closed = false;

  constructor(options: OutputRecorderOptions) {
    const { masker, clock, cap, sharesThread } = options;
    this.#options = options;
    this.#buffer = new OutputBuffer(cap);
    this.#masks = { stdout: masker.stream(), stderr: masker.stream(), log: masker.stream() };
    this.#flushedAt = sharesThread ? -Infinity : clock.monotonic();
  }

  write(stream: Stream, bytes: Uint8Array): void {
    const { clock } = this.#options;
    if (this.#closed) return;
    this.#buffer.write(stream, this.#masks[stream].push(bytes), clock.now());
    // Work that never yields lets no timer fire; its own writes are then the only chance.
    if (clock.monotonic() - this.#flushedAt >= FLUSH_EVERY_MS) this.#flush();
    else void this.#flushLater();
  }

  takeRest(): OutputWrite | null {
    for (const stream of STREAMS)
      this.#buffer.write(stream, this.#masks[stream].flush(), this.#options.clock.now());
    this.#closed = true;
    return this.#buffer.drain();
  }

  async #flushLater(): Promise<void> {
    if (this.#scheduled) return;
    this.#scheduled = true;
    await this.#options.clock.sleep(FLUSH_EVERY_MS, { background: true });
    this.#scheduled = false;
    if (!this.#closed) this.#flush();
  }

  /**
   * One write at a time: chunks arrive in order, and a slow ledger makes the buffer wait, not grow. Work that never
   * yields lets no write be heard of again; a ledger that answers at once has it all the same.
   */
  #flush(): void {
    if (this.#writing && !this.#stuck) return;
    this.#flushedAt = this.#options.clock.monotonic();
    const output = this.#buffer.drain();
    if (!output) return;
    this.#writing = this.#stuck = true;
    queueMicrotask(() => (this.#stuck = false));
    void this.#append(output);
  }

  async #append(output: OutputWrite): Promise<void> {
    try {
      await this.#options.append(output);
    } catch (error) {
      if (!this.#failed) this.#options.onFailure(error instanceof Error ? error : new Error(String(error)));
      this.#failed = true;
    } finally {
      this.#writing = false;
    }
  }
}
