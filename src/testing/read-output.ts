import type { Run, Stream } from "../core/run.ts";
import type { Store } from "../store/store.ts";

/** What a run wrote, as text, each stream by itself. `log` holds a JSON line for each log line. */
export type CommandOutput = Record<Stream, string>;

const EVERYTHING = Number.MAX_SAFE_INTEGER;

export async function readOutput(store: Store, { id, attempt }: Run): Promise<CommandOutput> {
  const chunks = await store.readOutput({ runId: id, attempt }, 0, EVERYTHING);
  const text = (stream: Stream): string =>
    Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map(({ bytes }) => bytes)).toString();
  return { stdout: text("stdout"), stderr: text("stderr"), log: text("log") };
}
