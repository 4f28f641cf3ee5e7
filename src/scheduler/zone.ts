const DAY_MS = 86_400_000;
/** No zone has changed its offset and changed it back within so few days. */
const PROBE_MS = 4 * DAY_MS;

/** A stretch of time in which a zone keeps one offset: `from` included, `to` excluded, epoch ms; `offset` is local minus UTC, in ms. */
export interface Segment {
  from: number;
  to: number;
  offset: number;
}

/** One IANA zone: which offset it has when. What was found out is kept, a year at a time. */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #years = new Map<number, Segment[]>();

  private constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  }

  static #known = new Map<string, Zone>();

  /** The zone of a legal name. */
  static of(name: string): Zone {
    const known = Zone.#known.get(name);
    if (known) return known;
    const zone = new Zone(name);
    Zone.#known.set(name, zone);
    return zone;
  }

  /** The segment that holds an instant. Neighbours may have the same offset: a year's end is an end too. */
  segmentAt(instant: number): Segment {
    const segments = this.#segmentsOf(new Date(instant).getUTCFullYear());
    const found = segments.findLast(({ from }) => from <= instant);
    if (!found) throw new RangeError(`${instant} is no instant`);
    return found;
  }

  offsetAt(instant: number): number {
    return this.segmentAt(instant).offset;
  }

  #segmentsOf(year: number): Segment[] {
    const known = this.#years.get(year);
    if (known) return known;
    const segments = this.#split(Date.UTC(year, 0), Date.UTC(year + 1, 0));
    this.#years.set(year, segments);
    return segments;
  }

  #split(start: number, end: number): Segment[] {
    const segments = [{ from: start, to: end, offset: this.#ask(start) }];
    for (let probe = start; probe < end; probe = Math.min(end, probe + PROBE_MS)) {
      const last = segments.at(-1);
      if (!last || this.#ask(probe) === last.offset) continue;
      const change = this.#bisect(probe - PROBE_MS, probe);
      last.to = change;
      segments.push({ from: change, to: end, offset: this.#ask(probe) });
    }
    return this.#closeYear(segments, end);
  }

  /** The last days of a year lie behind the last probe. */
  #closeYear(segments: Segment[], end: number): Segment[] {
    const last = segments.at(-1);
    const offset = this.#ask(end - 1);
    if (!last || offset === last.offset) return segments;
    const change = this.#bisect(Math.max(last.from, end - PROBE_MS), end - 1);
    last.to = change;
    return [...segments, { from: change, to: end, offset }];
  }

  /** The first instant that has the offset of `high`; offsets change on whole seconds. */
  #bisect(low: number, high: number): number {
    const after = this.#ask(high);
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2_000) * 1_000;
      if (this.#ask(middle) === after) high = middle;
      else low = middle;
    }
    return Math.ceil(high / 1_000) * 1_000;
  }

  #ask(instant: number): number {
    const words = this.#format.format(instant);
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = OFFSET.exec(words) ?? [];
    const ms = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
    return sign === "-" ? -ms : ms;
  }
}

/** "11/23/2026, GMT+05:30"; "GMT" alone is no offset. */
const OFFSET = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/;
