import type { ChildEnd } from "./child-words.ts";
import type { Exit } from "./executor.ts";
import type { ProcessEnd } from "./process-end.ts";

/** How a run in a child ended: by the child's own last word, else by what can be seen of its process. */
export function readChildExit(
  end: ProcessEnd,
  { lastWord, lastWords }: { lastWord: ChildEnd | null; lastWords: string },
): Exit {
  if (lastWord) return { kind: "judged", verdict: lastWord.verdict, advice: lastWord.advice };
  if ("error" in end) return { kind: "unstartable", error: end.error };
  if (end.signal === null) return { kind: "left", code: end.code };
  const isOutOfMemory = end.signal === "SIGABRT" && OUT_OF_MEMORY.test(lastWords);
  return { kind: "signalled", signal: end.signal, ...(isOutOfMemory ? { reason: HEAP_IS_FULL } : {}) };
}

/** What V8 says before it gives up. */
const OUT_OF_MEMORY = /JavaScript heap out of memory|FATAL ERROR:.*[Aa]llocation failed/;

const HEAP_IS_FULL =
  "it ran out of memory: the JavaScript heap is full (SIGABRT); NODE_OPTIONS=--max-old-space-size=MIB gives it more";
