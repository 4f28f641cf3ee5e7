/** Writes to a stream at the pace of its reader, until that reader goes away (`| head`). */
export class PacedWriter {
  readonly #stream: NodeJS.WritableStream;
  readonly #onGone: () => void;
  #gone = false;

  constructor(stream: NodeJS.WritableStream, onGone: () => void) {
    this.#stream = stream;
    this.#onGone = onGone;
    stream.on("error", this.#leave);
  }

  /** Resolves when the bytes are on their way, or will never be. */
  write(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#gone || bytes.length === 0) {
        resolve();
        return;
      }
      this.#stream.write(bytes, (error) => {
        if (error) this.#leave();
        resolve();
      });
    });
  }

  readonly #leave = (): void => {
    this.#gone = true;
    this.#onGone();
  };
}
