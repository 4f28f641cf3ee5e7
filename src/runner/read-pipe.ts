import { Socket, type SocketConstructorOpts } from "node:net";
import type { Readable } from "node:stream";

/** Most that one read brings, and the size of one buffer. */
const BUFFER_BYTES = 64 * 1024;
/** How many buffers a slow taker may hold while the writer works on: one is read into meanwhile. */
const LENT_AT_MOST = 2;
/** The same when the writer has ended: what its pipe holds by then is less than 1 MiB, and must not be lost. */
const LENT_AT_END = 16;

export interface PipeTaker {
  /**
   * Takes bytes that are lent: they are written over when it returned null, or when what it returned resolves. A writer
   * whose bytes are not taken has to wait.
   */
  take: (bytes: Uint8Array) => Promise<void> | null;
  /** Nothing comes any more. */
  end?: () => void;
}

/**
 * Reads a child's pipe into the same few buffers, over and over. A stream makes a new one for each piece, and at full
 * speed 64 MB of them wait until V8 looks for what nobody uses. Returns what to call when the writer has ended.
 */
export function readPipe(pipe: Readable, taker: PipeTaker): () => void {
  const buffers = new Buffers(taker);
  const source = readingInto(buffers, pipe);
  buffers.onReturn = () => void source.resume();
  if (taker.end) source.once("end", taker.end);
  return () => {
    buffers.mostLent = LENT_AT_END;
    source.resume();
  };
}

class Buffers {
  mostLent = LENT_AT_MOST;
  onReturn: () => void = () => undefined;
  readonly #take: PipeTaker["take"];
  readonly #free: Buffer[] = [];
  #current = newBuffer();
  #lent = 0;

  constructor({ take }: PipeTaker) {
    this.#take = take;
  }

  /** The one to read into: as long as nobody holds it, the same. */
  current = (): Buffer => this.#current;

  /** Whether more may be read. */
  pass(bytes: Uint8Array): boolean {
    const taken = this.#take(bytes);
    if (taken) this.#lend(taken);
    return this.#lent < this.mostLent;
  }

  #lend(taken: Promise<void>): void {
    const lent = this.#current;
    this.#current = this.#free.pop() ?? newBuffer();
    this.#lent += 1;
    void taken.then(() => {
      this.#free.push(lent);
      this.#lent -= 1;
      this.onReturn();
    });
  }
}

/** In memory of its own, none of what small buffers share. */
function newBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(BUFFER_BYTES);
}

/**
 * What stands under a stream of a child in this Node. Node offers no other way to it: only `net.connect` takes `onread`,
 * `spawn` makes its pipes itself and hands out neither their descriptors nor an option, and there is no pipe(2) to give it
 * one of ours; a socket server for each child would be slower and leave files. Where it is not there, as in a later Node,
 * the stream is read in pieces: all is as it was but the memory of a very fast writer.
 */
interface OverHandle {
  _handle?: object | null;
}

/** The pipe's handle in a socket that reads into our buffers: `spawn` offers no way to ask for one. */
function readingInto(buffers: Buffers, pipe: Readable & OverHandle): Readable {
  const handle = pipe._handle;
  if (!handle) return readingPieces(buffers, pipe);
  pipe._handle = null;
  const onread = {
    buffer: buffers.current,
    callback: (length: number, bytes: Uint8Array) => buffers.pass(bytes.subarray(0, length)),
  };
  // The types know no other handle than one of their own making.
  const socket = new Socket({ handle, onread, writable: false } as SocketConstructorOpts & {
    onread: object;
  });
  // Both end together, or the child would never be seen to close.
  socket.on("error", () => undefined);
  socket.once("close", () => pipe.destroy());
  pipe.once("close", () => socket.destroy());
  return socket;
}

/** As any stream is read. */
function readingPieces(buffers: Buffers, pipe: Readable): Readable {
  return pipe.on("data", (bytes: Buffer) => {
    if (!buffers.pass(bytes)) pipe.pause();
  });
}
