import { writeSync } from "node:fs";
import { LOG_PIPE } from "../child-words.ts";
import { markOf } from "./marked-output.ts";
import { NOWHERE, PLACE, TOLD } from "./stand.ts";

export interface StandOrder {
  cells: Int32Array;
  mark: string;
}

/** Tells the worker of a run that lives from one look to the next: the child itself may have no turn to tell of anything. */
export class StandTeller {
  readonly #order: StandOrder;
  #seen = NOWHERE;

  constructor(order: StandOrder) {
    this.#order = order;
  }

  look(): void {
    const { cells, mark } = this.#order;
    const place = Atomics.load(cells, PLACE);
    const stands = place !== NOWHERE && place === this.#seen && Atomics.load(cells, TOLD) !== place;
    this.#seen = place;
    if (!stands) return;
    Atomics.store(cells, TOLD, place);
    // It may be over by now, and has not seen that it was to be told of: then nothing is told.
    if (Atomics.load(cells, PLACE) === place) tell(markOf(mark, place, "stands"));
  }
}

function tell(mark: Buffer): void {
  try {
    writeSync(LOG_PIPE, mark);
  } catch {
    // Nobody reads any more: the worker is gone, and this process will follow.
  }
}
