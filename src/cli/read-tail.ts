import type { Run } from "../core/run.ts";
import { LineAssembler, type Item } from "./logs-lines.ts";
import { readOutput, type ReadHouse } from "./logs-read.ts";
import { Tail } from "./logs-tail.ts";
import { wordItem, type Look } from "./logs-words.ts";

/** The last lines of a run's last attempt, worded, of all its streams together. */
export async function readTail(
  run: Run,
  { lines, look }: { lines: number; look: Look },
  house: ReadHouse,
): Promise<string[]> {
  const assembler = new LineAssembler();
  const tail = new Tail(lines);
  const reading = { run, follow: false, signal: null };
  for await (const batch of readOutput(reading, house)) tail.take(assembler.take(batch));
  tail.take(assembler.rest());
  return tail.release().map((item) => wordItem(clip(item), look));
}

/** More of a line is for `logs`. */
const LONGEST_LINE = 400;

function clip(item: Item): Item {
  if (item.kind === "cut" || item.stream === "log" || item.text.length <= LONGEST_LINE) return item;
  return { ...item, text: `${item.text.slice(0, LONGEST_LINE).toWellFormed()}…` };
}
