/** The values of a field in its normal form, in order. A star goes from 0 to `high`. */
export function fieldValues(word: string, high: number): number[] {
  const values = new Set<number>();
  for (const item of word.split(",")) {
    const [range = "", step = "1"] = item.split("/");
    const [first = "", last = first] = range === "*" ? ["0", String(high)] : range.split("-");
    for (let value = Number(first); value <= Number(last); value += Number(step)) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}
