import type { DatabaseSync } from "node:sqlite";
import { CommandError } from "errand";
import type { SessionTable } from "./session-table.ts";

/** How a column tells time: seconds or milliseconds since 1970, or ISO 8601 text. */
export const UNITS = ["s", "ms", "iso"] as const;
export type Unit = (typeof UNITS)[number];

/** SQL that is true for a row that expired before `cutoff`, its one parameter. */
export interface Expiry {
  unit: Unit;
  condition: string;
  cutoff: number;
}

/**
 * What "expired before `before`" means for a column of this unit. Null, zero, negative numbers and values of another
 * type never count as expired: stores use them for "never".
 */
export function expiryIn(unit: Unit, { column }: SessionTable, before: Date): Expiry {
  const ms = before.getTime();
  // The plus keeps an index on the column out of it: rows are walked by key, and would be sorted anew for each batch.
  const value = `+${column}`;
  if (unit === "iso") {
    // Without the pattern SQLite would take "now", bare times and Julian days for dates too.
    const condition = `(${value} glob '${DAY}*' and unixepoch(${value}, 'subsec') < ?)`;
    return { unit, condition, cutoff: ms / 1000 };
  }
  // Text and bytes are greater than any number.
  const condition = `(${value} > 0 and ${value} < ?)`;
  return { unit, condition, cutoff: unit === "s" ? ms / 1000 : ms };
}

const DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";

/** 2000 to 2100, in seconds. A number that is a time of these years in seconds is not one in milliseconds. */
const PLAUSIBLE = { from: 946_684_800, to: 4_102_444_800 };

/**
 * The unit that every value of the column fits, or undefined when there are no values. A wrong guess would delete
 * living sessions, so a doubt is an error.
 * @throws CommandError saying what was found.
 */
export function detectUnit(database: DatabaseSync, { table, column }: SessionTable): Unit | undefined {
  const kinds = database
    .prepare(
      `select typeof(${column}) as type, cast(min(${column}) as text) as least, cast(max(${column}) as text) as most,
         sum(${column} not glob '${DAY}*') as odd
       from ${table}
       where ${column} is not null and not (typeof(${column}) in ('integer', 'real') and ${column} <= 0)
       group by iif(typeof(${column}) = 'real', 'integer', typeof(${column}))`,
    )
    .all();
  const [kind, ...others] = kinds;
  if (!kind) return undefined;
  const unit = others.length === 0 ? unitOf(kind) : undefined;
  if (unit !== undefined) return unit;
  throw new CommandError(
    `cannot tell the unit of ${column}: it holds ${kinds.map(describe).join(" and ")}; say it with --unit ${UNITS.join("|")}`,
  );
}

function unitOf({ type, least, most, odd }: Record<string, unknown>): Unit | undefined {
  if (type === "text") return odd === 0 ? "iso" : undefined;
  if (type === "blob") return undefined;
  const isWithin = (scale: number): boolean =>
    Number(least) >= PLAUSIBLE.from * scale && Number(most) < PLAUSIBLE.to * scale;
  if (isWithin(1)) return "s";
  return isWithin(1000) ? "ms" : undefined;
}

function describe({ type, least, most }: Record<string, unknown>): string {
  if (type === "text" || type === "blob") return `${type} from ${String(least)} to ${String(most)}`;
  return `numbers from ${Number(least)} to ${Number(most)}`;
}
