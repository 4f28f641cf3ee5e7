import type { JsonValue } from "../core/json.ts";
import { invalid, type ArgProblem } from "./arg-problem.ts";
import type { FlagDescriptor } from "./descriptor.ts";

/** What one flag of one call was given. */
export interface GivenValue {
  path: string[];
  value: JsonValue;
}

/** What one command line gives to each flag, and what is wrong with it. */
export class GivenValues {
  readonly problems: ArgProblem[] = [];
  readonly #given = new Map<FlagDescriptor, JsonValue[]>();

  give(flag: FlagDescriptor, value: JsonValue): void {
    const values = this.#given.get(flag);
    if (!values) this.#given.set(flag, [value]);
    else if (flag.array) values.push(value);
    else this.refuse(`--${flag.flag} is given twice`, flag);
  }

  refuse(message: string, flag: FlagDescriptor | null = null): void {
    this.problems.push(invalid(message, flag));
  }

  values(): GivenValue[] {
    return [...this.#given].map(([{ path, array }, values]) => ({
      path,
      value: array ? values : (values[0] ?? null),
    }));
  }
}
