import { existsSync } from "node:fs";
import { defineCommand, duration, hourly, z } from "errand";
import { countExpired, deleteExpired } from "./_lib/sqlite/delete-expired.ts";
import { detectUnit, expiryIn, UNITS } from "./_lib/sqlite/expiry.ts";
import { explained, openDatabase } from "./_lib/sqlite/open-database.ts";
import { findSessionTable } from "./_lib/sqlite/session-table.ts";

const ARGS = z.object({
  database: z.string().default("sessions.db").describe("SQLite file").meta({ env: "SESSIONS_DATABASE" }),
  table: z.string().default("sessions").describe("table of sessions"),
  column: z.string().default("expires_at").describe("column that says when a session expires"),
  unit: z
    .enum(["auto", ...UNITS])
    .default("auto")
    .describe("seconds or milliseconds since 1970, or ISO 8601 text"),
  olderThan: duration().default("0s").describe("keep sessions this long after they expired"),
  batch: z.int().min(1).max(100_000).default(500).describe("rows to delete in one transaction"),
  dryRun: z.boolean().default(false).describe("count, delete nothing"),
});

/** "Expired" is judged at `scheduledFor`. Rows without an expiry (null, zero, negative) are kept. */
export default defineCommand({
  summary: "Delete expired sessions from a SQLite table",
  description:
    "Counts, then deletes in small transactions, so that others can write in between. The unit of the column is found " +
    "from its values; where they leave a doubt, nothing is deleted and --unit is asked for.",
  args: ARGS,
  examples: [
    "--database app.db --dry-run",
    "--database app.db --table session --column expire --older-than 7d",
  ],
  schedule: {
    ...hourly(15),
    when: ({ args: { database } }) => existsSync(database) || `there is no ${database} here`,
  },
  async run({ args, log, progress, signal, scheduledFor }) {
    using database = openDatabase(args.database, { readOnly: args.dryRun, flag: "--database" });
    try {
      const table = findSessionTable(database, args);
      const unit = args.unit === "auto" ? detectUnit(database, table) : args.unit;
      const before = new Date(scheduledFor.getTime() - args.olderThan);
      const expiry = expiryIn(unit ?? "s", table, before);
      const found = countExpired(database, table, expiry);
      log.info(`${found} sessions in ${table.table} expired before ${before.toISOString()}`);
      const deleted = args.dryRun
        ? 0
        : await deleteExpired(database, table, { ...args, expiry, total: found, progress, signal });
      process.stdout.write(
        `${found} expired, ${args.dryRun ? "none deleted (dry run)" : `${deleted} deleted`}\n`,
      );
      return { found, deleted, unit: unit ?? null, before: before.toISOString() };
    } catch (error) {
      throw explained(`database "${args.database}"`, error);
    }
  },
});
