import type { OutputSink } from "./executor.ts";
import type { Stream } from "../core/run.ts";

/** Where output goes besides the ledger. False, as with any writable, asks the writer to wait for `done`. */
export interface Terminal {
  write(stream: Stream, bytes: Uint8Array, done?: () => void): boolean;
}

/**
 * Sends everything that code in this process writes to stdout and stderr to `sink` as well, and returns the way
 * back. Bytes that children write to inherited descriptors pass by it: the kernel does not ask us.
 */
export function teeProcessOutput(sink: OutputSink, terminal: Terminal): () => void {
  const restoreStdout = tee("stdout", sink, terminal);
  const restoreStderr = tee("stderr", sink, terminal);
  return () => {
    restoreStdout();
    restoreStderr();
  };
}

/** Node makes its streams at the first look, for several ms; work that prints nothing should not pay for them. */
function tee(name: "stdout" | "stderr", sink: OutputSink, terminal: Terminal): () => void {
  const property = Object.getOwnPropertyDescriptor(process, name);
  if (!property) return () => undefined;
  let restoreWrite = (): void => undefined;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get() {
      Object.defineProperty(process, name, property);
      restoreWrite = teeWrite(name, process[name], sink, terminal);
      return process[name];
    },
  });
  return () => {
    Object.defineProperty(process, name, property);
    restoreWrite();
  };
}

type WriteCallback = (error?: Error | null) => void;

function teeWrite(
  name: Stream,
  stream: NodeJS.WriteStream,
  sink: OutputSink,
  terminal: Terminal,
): () => void {
  const original = stream.write;
  stream.write = (
    chunk: Uint8Array | string,
    encoding?: BufferEncoding | WriteCallback,
    done?: WriteCallback,
  ) => {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, encodingOf(encoding)) : chunk;
    sink.write(name, bytes);
    return terminal.write(name, bytes, typeof encoding === "function" ? encoding : done);
  };
  return () => {
    stream.write = original;
  };
}

function encodingOf(encoding: BufferEncoding | WriteCallback | undefined): BufferEncoding {
  return typeof encoding === "string" ? encoding : "utf8";
}
