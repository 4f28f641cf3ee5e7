import type { RetryPolicy } from "../../core/retry.ts";
import type { Limits } from "../ending.ts";

/** What a command said of itself when it was loaded. */
export interface LoadedFacts {
  limits: Limits;
  memoryBytes: number | null;
  retry: RetryPolicy;
}

/** The commands whose modules a child has loaded. */
export class LoadedCommands {
  readonly #slots = new Map<string, PromiseWithResolvers<LoadedFacts>>();
  readonly #known = new Set<string>();

  get names(): string[] {
    return [...this.#known];
  }

  has(command: string): boolean {
    return this.#known.has(command);
  }

  learn(command: string, facts: LoadedFacts): void {
    this.#known.add(command);
    this.#slotOf(command).resolve(facts);
  }

  /** Never resolves when its module does not load. */
  when(command: string): Promise<LoadedFacts> {
    return this.#slotOf(command).promise;
  }

  #slotOf(command: string): PromiseWithResolvers<LoadedFacts> {
    const slot = this.#slots.get(command) ?? Promise.withResolvers<LoadedFacts>();
    this.#slots.set(command, slot);
    return slot;
  }
}
