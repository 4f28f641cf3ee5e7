import { takeExits } from "./process-exit.ts";

/**
 * Imports a module that must not decide over this process: one that calls `process.exit()` while it loads, or waits
 * for what never comes, would end a run before it began, with exit code 0 and without a word.
 * @throws Error saying so, or what the module itself throws.
 */
export async function importGuarded(url: string): Promise<unknown> {
  const emptyLoop = Promise.withResolvers<never>();
  const allowExit = forbidExit();
  const stopListening = listenForEmptyLoop(emptyLoop.reject);
  try {
    return await Promise.race([import(url), emptyLoop.promise]);
  } finally {
    stopListening();
    allowExit();
  }
}

/** Where the imports above come from, as a resolve hook is told. */
export function importsFrom(): string {
  return import.meta.url;
}

const waiting = new Set<(error: Error) => void>();

/** One listener for all imports that go on: Node takes more than ten for a leak, and says so to the user. */
function listenForEmptyLoop(reject: (error: Error) => void): () => void {
  if (waiting.size === 0) process.on("beforeExit", tellAll);
  waiting.add(reject);
  return () => {
    waiting.delete(reject);
    if (waiting.size === 0) process.off("beforeExit", tellAll);
  };
}

function tellAll(): void {
  for (const reject of waiting) reject(new Error("it waits for something that never comes"));
}

/** Makes every exit a throw, so that the import is rejected and its caller has the last word. */
function forbidExit(): () => void {
  return takeExits("of all", ([code]) => {
    throw new Error(`it called process.exit(${code ?? ""}) while it was imported`);
  });
}
