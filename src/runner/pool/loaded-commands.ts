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
  readonly #loads = new Slots<LoadedFacts>();
  readonly #tries = new Slots<undefined>();
  readonly #known = new Set<string>();

  get names(): string[] {
    return [...this.#known];
  }

  has(command: string): boolean {
    return this.#known.has(command);
  }

  learn(command: string, facts: LoadedFacts): void {
    this.#known.add(command);
    this.#loads.of(command).resolve(facts);
    this.tried(command);
  }

  /** It was loaded, or could not be: then a run of it tells why. */
  tried(command: string): void {
    this.#tries.of(command).resolve(undefined);
  }

  /** Never resolves when its module does not load. */
  when(command: string): Promise<LoadedFacts> {
    return this.#loads.of(command).promise;
  }

  whenTried(command: string): Promise<void> {
    return this.#tries.of(command).promise;
  }
}

/** A promise for each name, made by whoever asks or tells first. */
class Slots<Value> {
  readonly #slots = new Map<string, PromiseWithResolvers<Value>>();

  of(name: string): PromiseWithResolvers<Value> {
    const slot = this.#slots.get(name) ?? Promise.withResolvers<Value>();
    this.#slots.set(name, slot);
    return slot;
  }
}
