/**
 * What a worker knows of runs that it wants back from a child. The child says how many it gave back when its loop turns.
 * Where it does not turn, a thread of the child says at which place it stands; whatever stands behind that has not begun,
 * and will not: before the child goes on from there it asks, and hears by then that they are wanted back.
 */
export class Recall {
  #isOpen = false;
  #standsAt: number | null = null;
  /** Up to that place the child has gone on: what is still heard of it is old. */
  #past = -1;
  #early = 0;

  /** Asked for, and not answered. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The child is told now. Returns the place behind which all are the worker's at once, if one is known. */
  ask(): number | null {
    this.#isOpen = true;
    return this.#standsAt;
  }

  /** The same, when it is known later. */
  stands(place: number): number | null {
    if (place <= this.#past) return null;
    this.#standsAt = place;
    return this.#isOpen ? place : null;
  }

  /** The child goes on from that place. */
  movesOn(place: number): void {
    this.#past = place;
    this.#standsAt = null;
  }

  /** So many were taken back without its word. */
  took(count: number): void {
    this.#early += count;
  }

  /** The child gave so many back. Returns how many of them are there to be taken. */
  answered(count: number): number {
    const left = count - this.#early;
    this.#isOpen = false;
    this.#early = 0;
    return left;
  }
}
