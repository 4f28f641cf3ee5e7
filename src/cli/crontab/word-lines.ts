/** Numbers of lines, ascending, as people say them: `line 3`, `lines 3, 5 to 8 and 11`. */
export function wordLines(numbers: readonly number[]): string {
  const spans = spansOf(numbers).flatMap(({ from, to }) => wordSpan(from, to));
  const last = spans.pop() ?? "";
  const list = spans.length === 0 ? last : `${spans.join(", ")} and ${last}`;
  return `${numbers.length === 1 ? "line" : "lines"} ${list}`;
}

function wordSpan(from: number, to: number): string[] {
  return to - from > 1 ? [`${from} to ${to}`] : [...new Set([`${from}`, `${to}`])];
}

function spansOf(numbers: readonly number[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = spans.at(-1);
    if (last?.to === number - 1) last.to = number;
    else spans.push({ from: number, to: number });
  }
  return spans;
}
