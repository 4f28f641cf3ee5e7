/** Places in the shared cells: of the run that lives now, and of the last one of which the thread told that it stands. */
export const PLACE = 0;
export const TOLD = 1;
export const NOWHERE = -1;

/** Says to the thread of a pool's child which run lives now: it sees how long, though the loop does not turn. */
export class Stand {
  readonly cells = new Int32Array(new SharedArrayBuffer(8)).fill(NOWHERE);

  begin(place: number): void {
    Atomics.store(this.cells, PLACE, place);
  }

  /** It is over. Tells whether the worker was told that it goes on: then the worker has a word in what comes next. */
  end(place: number): boolean {
    Atomics.store(this.cells, PLACE, NOWHERE);
    return Atomics.load(this.cells, TOLD) === place;
  }
}
