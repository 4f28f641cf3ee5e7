import type { Measurement } from "./measure.ts";
import { PARTS } from "./parts.ts";
import { readWords } from "./read-words.ts";

/*
 * Every figure of the design's table, each against its limit measured in the same run, and printed when it is known.
 * `--small` keeps the code from rotting without taking CI's time; its figures mean little and fail nothing.
 */
const wish = readWords(process.argv.slice(2), Object.keys(PARTS));
if ("help" in wish) process.stdout.write(help());
else if ("fault" in wish) {
  process.stderr.write(`${wish.fault}\n`);
  process.exitCode = 2;
} else if (!(await bench(wish.names, wish.small)) && !wish.small) process.exitCode = 1;

/** Whether all that was measured met its bar. */
async function bench(names: readonly string[], small: boolean): Promise<boolean> {
  let met = true;
  for (const name of names) {
    for await (const measurement of PARTS[name]?.measure(small) ?? []) {
      process.stdout.write(lineOf(measurement));
      met &&= measurement.met;
    }
  }
  return met;
}

function lineOf({ name, bar, figure, met }: Measurement): string {
  return `${met ? "met   " : "MISSED"}  ${name}: ${figure}; bar ${bar}\n`;
}

function help(): string {
  const parts = Object.entries(PARTS).map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}`);
  return `Usage: npm run bench -- [--small] [PART …]

Measures what errand promises of its speed, and prints each figure beside its bar as soon as it is known. Ends with 1
when one missed its bar, with 2 for a part that there is none of. Build first: it runs what stands in dist.

Parts, all of them unless named:
${parts.join("\n")}

Options:
  --small    figures of a few rows, in seconds: they prove that the bench works, and fail nothing
  --help     this
`;
}
