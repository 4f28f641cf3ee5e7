import { milliseconds, median, race, ratio, type Measurement } from "./measure.ts";
import { ERRAND, makeProject, NOOP } from "./project.ts";

const COMMANDS = 200;

/** What a call costs, held against a Node that starts and does nothing. */
export function* benchStart({ runs }: { runs: number }): Generator<Measurement> {
  const commands = Array.from({ length: COMMANDS }, (_, index): [string, string] => [
    `commands/area-${index % 10}/task-${index}.ts`,
    NOOP,
  ]);
  const project = makeProject({ "commands/noop.ts": NOOP, ...Object.fromEntries(commands) });
  const against = (name: string, words: string[], bar: number): Measurement => {
    const times = race([process.execPath, ERRAND, ...words], [process.execPath, "empty.js"], {
      runs,
      cwd: project.dir,
    });
    const figure = `${ratio(times).toFixed(2)} × an empty file (${milliseconds(median(times.a))} to ${milliseconds(median(times.b))})`;
    return { name, bar: `≤ ${bar} ×`, figure, met: ratio(times) <= bar };
  };
  try {
    yield against("errand run noop --dry-run, row included", ["run", "noop", "--dry-run"], 1.8);
    yield against("errand --help", ["--help"], 1.6);
    yield against(`errand list, ${COMMANDS} commands`, ["list"], 1.6);
    yield against(`errand run NAME --help, ${COMMANDS} commands`, ["run", "noop", "--help"], 1.6);
  } finally {
    project.remove();
  }
}
