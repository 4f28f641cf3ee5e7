import { DAY_MS } from "./local-time.ts";

/** A change of a zone's offset from UTC, from `before` to `after` in ms east. Forwards it is a gap, backwards a fold. */
export interface Transition {
  at: number;
  before: number;
  after: number;
}

// Two changes of a zone are weeks apart, and a day or more always lies between them; a test keeps both true.
const STEP = 6 * DAY_MS;
const CHUNK = 60 * STEP;

/** What is known of a stretch of time, once it was looked at. */
interface Chunk {
  offset: number;
  transitions: Transition[];
}

/** The offsets of one zone from UTC. Asking the platform costs a microsecond, so a year is asked once. */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #chunks = new Map<number, Chunk>();

  /** @throws RangeError for a name that the platform does not know. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  }

  /** Ms east of UTC. */
  offsetAt(instant: number): number {
    const { offset, transitions } = this.#chunk(Math.floor(instant / CHUNK));
    let found = offset;
    for (const { at, after } of transitions) if (at <= instant) found = after;
    return found;
  }

  /** The first change later than `after` and not later than `until`. */
  changeWithin(after: number, until: number): Transition | undefined {
    for (let index = Math.floor(after / CHUNK); index * CHUNK <= until; index += 1) {
      const found = this.#chunk(index).transitions.find(({ at }) => at > after);
      if (found) return found.at <= until ? found : undefined;
    }
    return undefined;
  }

  #chunk(index: number): Chunk {
    let chunk = this.#chunks.get(index);
    if (!chunk) this.#chunks.set(index, (chunk = this.#look(index * CHUNK)));
    return chunk;
  }

  /** A change on the first instant of a chunk belongs to the one before, whose last look finds it. */
  #look(start: number): Chunk {
    const offset = this.#ask(start);
    const transitions: Transition[] = [];
    for (let from = start, before = offset; from < start + CHUNK; from += STEP) {
      const after = this.#ask(from + STEP);
      if (after !== before) transitions.push({ at: this.#bisect(from, from + STEP, before), before, after });
      before = after;
    }
    return { offset, transitions };
  }

  /** The first instant, on the second, that no longer has the offset `before`. */
  #bisect(from: number, to: number, before: number): number {
    let [low, high] = [from / 1_000, to / 1_000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ask(middle * 1_000) === before) low = middle;
      else high = middle;
    }
    return high * 1_000;
  }

  #ask(instant: number): number {
    const [, sign = "+", hours = "0", minutes = "0", seconds = "0"] =
      OFFSET.exec(this.#format.format(instant)) ?? [];
    const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
    return sign === "-" ? -ms : ms;
  }
}

/** The end of "12/31/1969, GMT-00:44:30"; of UTC it is a bare "GMT". */
const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

const zones = new Map<string, Zone>();

/** The zone of a name that `zoneFault` has nothing against. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) zones.set(name, (zone = new Zone(name)));
  return zone;
}

/** The first instant whose local time is `local` or later: after a gap its end, in a fold the first pass. */
export function firstInstant(zone: Zone, local: number): number {
  const start = local - 2 * DAY_MS;
  const instant = local - zone.offsetAt(start);
  const change = zone.changeWithin(start, instant);
  return change ? Math.max(change.at, local - change.after) : instant;
}
