/** Which of many things is due next: a binary heap, so that a hundred thousand cost microseconds. Instants are epoch ms. */
export class DueQueue {
  readonly #heap: { id: string; at: number }[] = [];
  readonly #places = new Map<string, number>();

  get size(): number {
    return this.#heap.length;
  }

  /** When the first is due, or null. */
  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  /** Puts a thing at an instant, or takes it out with null. */
  set(id: string, at: number | null): void {
    const place = this.#places.get(id);
    if (at === null) return place === undefined ? undefined : this.#remove(place);
    if (place === undefined) this.#append({ id, at });
    else this.#move(place, at);
  }

  /** The ids that are due at an instant. They stay until they are set anew. */
  due(at: number): string[] {
    const found: string[] = [];
    const look = (place: number): void => {
      const entry = this.#heap[place];
      if (!entry || entry.at > at) return;
      found.push(entry.id);
      look(2 * place + 1);
      look(2 * place + 2);
    };
    look(0);
    return found;
  }

  #append(entry: { id: string; at: number }): void {
    this.#heap.push(entry);
    this.#places.set(entry.id, this.#heap.length - 1);
    this.#rise(this.#heap.length - 1);
  }

  #move(place: number, at: number): void {
    const entry = this.#heap[place];
    if (entry) entry.at = at;
    this.#sink(this.#rise(place));
  }

  #remove(place: number): void {
    const [gone, last] = [this.#heap[place], this.#heap.pop()];
    if (gone) this.#places.delete(gone.id);
    if (!last || last === gone) return;
    this.#heap[place] = last;
    this.#places.set(last.id, place);
    this.#sink(this.#rise(place));
  }

  #rise(place: number): number {
    const parent = (place - 1) >> 1;
    if (place === 0 || this.#at(parent) <= this.#at(place)) return place;
    this.#swap(place, parent);
    return this.#rise(parent);
  }

  #sink(place: number): void {
    const [left, right] = [2 * place + 1, 2 * place + 2];
    const least = this.#at(right) < this.#at(left) ? right : left;
    if (this.#at(least) >= this.#at(place)) return;
    this.#swap(place, least);
    this.#sink(least);
  }

  #at(place: number): number {
    return this.#heap[place]?.at ?? Infinity;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (!one || !other) return;
    [this.#heap[a], this.#heap[b]] = [other, one];
    this.#places.set(other.id, a).set(one.id, b);
  }
}
