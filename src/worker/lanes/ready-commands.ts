import { USUAL_RETRIES } from "../../core/retry.ts";
import type { Run } from "../../core/run.ts";
import { childConfigOf } from "../../runner/child-words.ts";
import { readyCommand, type ReadyCommand } from "../../runner/loaded-command.ts";
import { inTimeToPrepare, IT_HANGS, PREPARE_LIMIT_MS, unprepared } from "../../runner/prepare-limit.ts";
import type { LoopWatch } from "../loop-watch/loop-watch.ts";
import type { LaneHouse } from "./lane.ts";

/** The commands that the worker itself has loaded, and what each says of its limits. */
export class ReadyCommands {
  readonly #house: Pick<LaneHouse, "clock" | "config">;
  readonly #ready = new Map<string, Promise<ReadyCommand>>();
  /** Those that did not load, as whoever asks for them in the same batch is to hear. */
  readonly #failed = new Set<string>();

  constructor(house: Pick<LaneHouse, "clock" | "config">) {
    this.#house = house;
  }

  /** Those of a batch that load. One that did not in an earlier batch is read again: it may be mended. */
  async load(runs: readonly Run[], watch: LoopWatch): Promise<Map<string, ReadyCommand>> {
    const names = new Set(runs.map(({ command }) => command));
    for (const name of names) if (this.#failed.delete(name)) this.#ready.delete(name);
    const unknown = [...names].filter((name) => !this.#ready.has(name));
    const limits = { softMs: PREPARE_LIMIT_MS, killAfterMs: this.#house.config().killAfterMs };
    // A module may never yield before it has said what its limits are.
    for (const command of unknown) watch.expect({ command, limits, retry: USUAL_RETRIES });
    const ready = new Map<string, ReadyCommand>();
    for (const name of names) {
      const one = await this.of(name, watch).catch(() => undefined);
      if (one) ready.set(name, one);
    }
    return ready;
  }

  of(name: string, watch: LoopWatch): Promise<ReadyCommand> {
    const known = this.#ready.get(name);
    if (known) return known;
    const ready = this.#make(name);
    this.#ready.set(name, ready);
    ready.then(
      ({ limits, retry }) => watch.expect({ command: name, limits, retry }),
      () => this.#failed.add(name),
    );
    return ready;
  }

  forget(): void {
    this.#ready.clear();
  }

  /** One that hangs while it loads goes on to hang, but nobody waits for it. */
  async #make(name: string): Promise<ReadyCommand> {
    const ready = readyCommand(name, childConfigOf(this.#house.config()));
    if (await inTimeToPrepare(ready, this.#house.clock)) return ready;
    throw unprepared(name, IT_HANGS);
  }
}
