import type { Store } from "../store/store.ts";
import type { ChildConfig } from "./child-words.ts";
import type { CommandLedger } from "./command-enqueue.ts";

/** The ledger of a run that lives in a child: opened when the command first writes to it, closed with the run. */
export class ChildLedger implements CommandLedger {
  readonly config: ChildConfig;
  readonly #now: () => number;
  #store: Promise<Store> | undefined;

  constructor(config: ChildConfig, now: () => number) {
    this.config = config;
    this.#now = now;
  }

  readonly store = (): Promise<Store> => (this.#store ??= this.#open());

  async close(): Promise<void> {
    (await this.#store?.catch(() => undefined))?.close();
  }

  async #open(): Promise<Store> {
    const { openStore } = await import("../store/open.ts");
    return openStore({ file: this.config.database, now: this.#now() });
  }
}
