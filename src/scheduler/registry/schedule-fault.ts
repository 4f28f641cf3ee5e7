import { quote } from "../../core/quote.ts";

/** What keeps a written schedule from being registered, as data and in one line. */
export interface ScheduleFault {
  /** The file that it is written in, from the project's root. */
  place: string;
  /** Null when it has none that could be told. */
  id: string | null;
  /** Dotted: `catchUp.within`. */
  field: string;
  value: unknown;
  /** What is legal, as the end of a sentence: `must be …`. */
  rule: string;
  message: string;
}

/** A fault of one field, before it is known whose schedule it is. */
export type FieldFault = Pick<ScheduleFault, "field" | "value" | "rule">;

/** Which schedule is meant. `index` is its place in a list, or null when it stands alone. */
export interface ScheduleName {
  place: string;
  id: string | null;
  index: number | null;
}

/** `commands/a.ts: schedule "a": every "soon" must be a duration such as 90s, …` */
export function wordFault({ place, id, index }: ScheduleName, fault: FieldFault): ScheduleFault {
  return { place, id, ...fault, message: `${place}: ${nameOf(id, index)}: ${say(fault)}` };
}

function say(fault: FieldFault): string {
  const { field, value, rule } = fault;
  if (isOfArgs(fault)) return `${field}: ${rule}`;
  return `${field}${value === undefined ? "" : ` ${quote(value)}`} ${rule}`;
}

/** What is wrong in args names its own flag and value, and never a secret one. */
export function isOfArgs({ field, value }: FieldFault): boolean {
  return field === "args" && value === undefined;
}

function nameOf(id: string | null, index: number | null): string {
  if (id !== null) return `schedule ${quote(id)}`;
  return index === null ? "schedule" : `schedule no. ${index + 1}`;
}
