/** Takes bytes in a stream's place. Answers as any writable: false asks the writer to wait for `done`. */
export type Taker = (bytes: Uint8Array, done: WriteCallback | undefined) => boolean;

export type WriteCallback = (error?: Error | null) => void;

/** A stream's `write`, as far as it is called here. */
export interface Writes {
  write(chunk: Uint8Array | string, encoding?: BufferEncoding | WriteCallback, done?: WriteCallback): boolean;
}

/** A `write` that lies over a stream's own. */
export interface Overlay {
  /** Nobody put another one in its place. */
  isOnTop(): boolean;
  /** One that another was put over stays, so as not to take that one along: it passes on what nobody takes. */
  takeOff(): void;
}

/**
 * Lays a `write` over that of the stream. Each call goes to the taker that `find` returns, or, where there is none, to
 * what it lies over; so it does for whoever keeps the function.
 */
export function layOver(stream: Writes, find: () => Taker | null): Overlay {
  const own = stream.write;
  const write: Writes["write"] = (chunk, encoding, done) => {
    const take = find();
    if (!take) return own.call(stream, chunk, encoding, done);
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, encodingOf(encoding)) : chunk;
    return take(bytes, typeof encoding === "function" ? encoding : done);
  };
  stream.write = write;
  const isOnTop = (): boolean => stream.write === write;
  return {
    isOnTop,
    takeOff() {
      if (isOnTop()) stream.write = own;
    },
  };
}

function encodingOf(encoding: BufferEncoding | WriteCallback | undefined): BufferEncoding {
  return typeof encoding === "string" ? encoding : "utf8";
}
