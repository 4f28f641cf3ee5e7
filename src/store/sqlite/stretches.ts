/** Cuts a list wherever two neighbours do not belong together. */
export function stretchesOf<Item>(
  items: readonly Item[],
  belong: (one: Item, next: Item) => boolean,
): Item[][] {
  const stretches: Item[][] = [];
  let last: Item[] = [];
  for (const item of items) {
    const before = last.at(-1);
    if (before !== undefined && belong(before, item)) last.push(item);
    else stretches.push((last = [item]));
  }
  return stretches;
}
