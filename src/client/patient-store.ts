import type { Clock } from "../core/clock.ts";
import { openStore } from "../store/open.ts";
import { BUSY_MS } from "../store/sqlite/connection.ts";
import { isLocked } from "../store/sqlite/store-error.ts";
import type { Store } from "../store/store.ts";
import { WaitingLine } from "./waiting-line.ts";

/** How long SQLite itself may wait for another's writing, in ms: this thread, which may serve a web site, stands still. */
const STILL_MS = 10;

/** Opens the ledger for an application: who finds it locked waits as long as anybody, but lets the event loop go on. */
export async function openPatiently(file: string, clock: Clock): Promise<Store> {
  const line = new WaitingLine(clock, BUSY_MS);
  const store = await line.join(async () => openStore({ file, now: clock.now(), busyMs: STILL_MS }));
  return patient(store, line);
}

/** Each method of a store is one transaction: one that was refused has done nothing, and is called again. */
function patient(store: Store, line: WaitingLine): Store {
  let version = store.version();
  const lookAt = (): number => {
    try {
      version = store.version();
    } catch (error) {
      // Nobody who writes just now has written.
      if (!isLocked(error)) throw error;
    }
    return version;
  };
  return new Proxy(store, {
    get(target, name) {
      const verb: unknown = Reflect.get(target, name);
      if (name === "version") return lookAt;
      if (typeof verb !== "function" || AT_ONCE.has(name)) return verb;
      return (...words: unknown[]) => {
        const work = (): Promise<unknown> => Reflect.apply(verb, target, words) as Promise<unknown>;
        return WRITES.has(name) ? line.join(work) : line.pass(work);
      };
    },
  });
}

/** What an application may want to write many times at once. */
const WRITES: ReadonlySet<PropertyKey> = new Set<keyof Store>(["enqueue", "enqueueWorkflow", "recordAudit"]);

/** What answers without a promise. */
const AT_ONCE: ReadonlySet<PropertyKey> = new Set<keyof Store>([
  "close",
  "expectMuch",
  "finishAtExit",
  "tidyUp",
]);
