import { importsOf, namesIn, type Import, type Sources } from "./read-source.ts";

/** Ground up. A file imports its own storey and those before it, never one behind it. */
export const STOREYS = [
  ["core"],
  ["config"],
  ["system-clock"],
  ["log"],
  ["command"],
  ["store"],
  ["queue"],
  ["runner"],
  ["notify"],
  ["worker"],
  ["scheduler"],
  ["app"],
  ["client"],
  // The three faces: to the terminal, to a project's code, to a project's tests. None knows another.
  ["cli", "index", "testing"],
  ["main"],
] as const;

/** Doors that only the outside opens. */
const DOORS = ["main", "index", "testing"];

/** Loads each verb by its name, late; what a verb looks up in it is no cycle. */
const TABLE_OF_CONTENTS = "cli/verbs.ts";

export const LONGEST_FILE = 250;
export const DEEPEST_IMPORT = 10;

/** What stands in one room only, by the beginning of its path; the empty list is no room at all. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  croner: ["scheduler/timetable/cron-days.ts"],
  cronstrue: ["scheduler/"],
  execa: ["runner/"],
  pino: ["log/"],
  commander: ["cli/"],
  "@clack/prompts": ["cli/"],
  chokidar: ["cli/"],
  "cli-table3": ["cli/"],
  nodemailer: ["notify/"],
  "node:sqlite": ["store/sqlite/"],
  "node:timers": ["system-clock.ts"],
  "node:timers/promises": ["system-clock.ts"],
  "node:perf_hooks": ["system-clock.ts"],
};

const NAMES: Readonly<Record<string, readonly string[]>> = {
  "Date.now": ["system-clock.ts"],
  "new Date()": ["system-clock.ts"],
  "Date()": ["system-clock.ts"],
  performance: ["system-clock.ts"],
  "process.hrtime": ["system-clock.ts"],
  setTimeout: ["system-clock.ts"],
  setInterval: ["system-clock.ts"],
  setImmediate: ["system-clock.ts"],
  "process.exit": ["main.ts"],
  "process.abort": [],
  console: [],
};

export function roomOf(file: string): string {
  return (file.split("/")[0] ?? "").replace(/\.ts$/, "");
}

function storeyOf(room: string): number {
  return STOREYS.findIndex((rooms) => (rooms as readonly string[]).includes(room));
}

/** Files outside every storey, imports from below, imports of doors, imports of what is not there. */
export function findWrongStoreys(sources: Sources): string[] {
  return [...sources].flatMap(([file, text]) => {
    if (storeyOf(roomOf(file)) < 0) return [`${file} stands in no storey`];
    return ownImports(file, text).flatMap(({ target, line }) =>
      wrongStep(file, target, sources).map((fault) => `${file}:${line} ${fault}`),
    );
  });
}

function wrongStep(file: string, target: string, sources: Sources): string[] {
  // The package's own facts are nobody's room.
  if (target === "../package.json") return [];
  if (!sources.has(target)) return [`imports ${target}, which is not there`];
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to) return [];
  if (DOORS.includes(to)) return [`imports ${target}, a door that nothing in src opens`];
  return storeyOf(to) < storeyOf(from) ? [] : [`imports ${target}: ${to} stands above ${from}`];
}

/** Packages and globals outside the one room that may touch them. */
export function findStrays(sources: Sources): string[] {
  return [...sources].flatMap(([file, text]) => [
    ...importsOf(file, text)
      .filter(({ specifier }) => strays(file, PACKAGES[specifier]))
      .map(({ specifier, line }) => `${file}:${line} imports ${specifier}`),
    ...namesIn(file, text)
      .filter(({ name }) => Object.hasOwn(NAMES, name) && strays(file, NAMES[name]))
      .map(({ name, line }) => `${file}:${line} uses ${name}`),
  ]);
}

function strays(file: string, rooms: readonly string[] | undefined): boolean {
  return rooms !== undefined && !rooms.some((room) => file.startsWith(room));
}

/** Each ring of files that import each other, late or for types too. */
export function findCycles(sources: Sources): string[] {
  const done = new Set<string>();
  const rings: string[] = [];
  const walk = (file: string, way: string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) rings.push([...way.slice(at), file].join(" → "));
    if (at >= 0 || done.has(file)) return;
    for (const next of neighbours(file, sources)) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of sources.keys()) walk(file, []);
  return rings;
}

/** The longest way from a file to one that imports nothing of ours, as the files on it. */
export function deepestImport(sources: Sources): string[] {
  const known = new Map<string, string[]>();
  const longest = (file: string, above: ReadonlySet<string>): string[] => {
    const found = known.get(file);
    if (found) return found;
    const within = new Set([...above, file]);
    const ways = atStart(file, sources)
      .filter((next) => !within.has(next))
      .map((next) => longest(next, within));
    const way = [file, ...ways.reduce<string[]>((best, one) => (one.length > best.length ? one : best), [])];
    known.set(file, way);
    return way;
  };
  return [...sources.keys()]
    .map((file) => longest(file, new Set()))
    .reduce((best, one) => (one.length > best.length ? one : best), []);
}

export function findLongFiles(sources: Sources): string[] {
  return [...sources]
    .map(([file, text]) => ({ file, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > LONGEST_FILE)
    .map(({ file, lines }) => `${file} has ${lines} lines`);
}

function neighbours(file: string, sources: Sources): string[] {
  const counts = ({ kind }: Import): boolean => file !== TABLE_OF_CONTENTS || kind !== "late";
  return targetsOf(file, sources, counts);
}

/** What must be read before a file's first line runs. */
function atStart(file: string, sources: Sources): string[] {
  return targetsOf(file, sources, ({ kind }) => kind === "static");
}

function targetsOf(file: string, sources: Sources, counts: (one: Import) => boolean): string[] {
  const targets = ownImports(file, sources.get(file) ?? "")
    .filter(counts)
    .map(({ target }) => target);
  return [...new Set(targets)].filter((target) => sources.has(target));
}

function ownImports(file: string, text: string): (Import & { target: string })[] {
  return importsOf(file, text).flatMap((one) =>
    one.target === undefined ? [] : [{ ...one, target: one.target }],
  );
}
