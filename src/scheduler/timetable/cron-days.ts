import { Cron } from "croner";

/**
 * The days of an expression. croner is asked for them alone, as midnights of wall clocks that stand in UTC: so it never
 * sees a zone, a gap or a fold, and one pattern serves every time of day.
 */
export class CronDays {
  readonly #pattern: Cron | null;
  #asked = 0;
  #found = -Infinity;

  /** Of `day month weekday`, with a year behind where there is one, in normal form. */
  constructor(words: string) {
    this.#pattern = words === "* * *" ? null : new Cron(`0 0 0 ${words}`, { utcOffset: 0 });
  }

  /** The first of its days from a local midnight on, itself included; Infinity when there is none any more. */
  from(midnight: number): number {
    if (!this.#pattern) return midnight;
    // Most questions lie between the last one and its answer.
    if (midnight < this.#asked || midnight > this.#found) {
      this.#asked = midnight;
      this.#found = this.#pattern.nextRun(new Date(midnight - 1))?.getTime() ?? Infinity;
    }
    return this.#found;
  }
}
