import { ErrandError } from "../../core/errors.ts";
import { recordAudit } from "./audit.ts";
import type { Connection } from "./connection.ts";
import { LEDGER } from "./migrations/0001-ledger.ts";
import { SCHEDULES } from "./migrations/0002-schedules.ts";
import { QUEUE } from "./migrations/0003-queue.ts";
import { WORKFLOWS } from "./migrations/0004-workflows.ts";
import { NOTICES } from "./migrations/0005-notices.ts";
import { LIVE_RUNS } from "./migrations/0006-live-runs.ts";
import { UNRUN_COUNTS } from "./migrations/0007-unrun-counts.ts";
import { EXPECTED_SPANS } from "./migrations/0008-expected-spans.ts";
import { ENDED_PAUSES } from "./migrations/0009-ended-pauses.ts";
import { FEWER_INDEXES } from "./migrations/0010-fewer-indexes.ts";
import { SILENCE_TELLS } from "./migrations/0011-silence-tells.ts";
import { GATE_RULES } from "./migrations/0012-gate-rules.ts";
import { number, text } from "./row.ts";
import { APPLICATION_ID } from "./is-foreign.ts";
import { notOurs } from "./store-error.ts";

/** Every shape the ledger has had, oldest first: number n brings schema n - 1 to schema n. A released one is never edited. */
const MIGRATIONS: readonly string[] = [
  LEDGER,
  SCHEDULES,
  QUEUE,
  WORKFLOWS,
  NOTICES,
  LIVE_RUNS,
  UNRUN_COUNTS,
  EXPECTED_SPANS,
  ENDED_PAUSES,
  FEWER_INDEXES,
  SILENCE_TELLS,
  GATE_RULES,
];
export const SCHEMA_VERSION = MIGRATIONS.length;

interface Header {
  version: number;
  applicationId: number;
  journalMode: string;
}

/**
 * Brings a database to the shape this errand knows; an up-to-date one costs three looks at its header.
 * @param now - epoch ms, for the audit.
 * @throws ErrandError `store_newer`; `store_corrupt` when the file belongs to another program.
 */
export function migrate(connection: Connection, now: number): void {
  const header = connection.read(() => inspectHeader(connection));
  if (header.journalMode === "delete") switchToWal(connection);
  if (header.version < SCHEMA_VERSION) connection.write(() => applyMissing(connection, now));
}

/** Within a transaction, so that half of another process's migration is never seen. */
function inspectHeader(connection: Connection): Header {
  const header = {
    version: readPragma(connection, "user_version"),
    applicationId: readPragma(connection, "application_id"),
    journalMode: text(connection.first("pragma journal_mode") ?? {}, "journal_mode"),
  };
  if (header.applicationId !== APPLICATION_ID && !isBlank(connection, header)) {
    throw notOurs(connection.file, "is a database of another program");
  }
  if (header.version > SCHEMA_VERSION) throw newer(connection.file, header.version);
  return header;
}

function readPragma(connection: Connection, name: "user_version" | "application_id"): number {
  return number(connection.first(`pragma ${name}`) ?? {}, name);
}

function isBlank(connection: Connection, { version, applicationId }: Header): boolean {
  if (version !== 0 || applicationId !== 0) return false;
  return connection.first("select 1 from sqlite_schema limit 1") === undefined;
}

function newer(file: string, version: number): ErrandError {
  const message = `the ledger ${file} was written by a newer errand: its schema is ${version}, this errand knows up to ${SCHEMA_VERSION}`;
  return new ErrandError("store_newer", message, { next: "npm install errand@latest" });
}

const WAL_TRIES = 200;

/**
 * SQLite refuses to change the journal mode at once while another process writes; it does not wait for it as it
 * does elsewhere. First starts at once do meet here, so whoever is refused waits as a writer would, and asks again.
 */
function switchToWal(connection: Connection): void {
  for (let attempt = 1; ; attempt++) {
    try {
      connection.alone(() => connection.script("pragma journal_mode = wal"));
      return;
    } catch (error) {
      if (attempt === WAL_TRIES) throw error;
      connection.write(() => undefined);
    }
  }
}

/** The write lock is held: what another process migrated meanwhile is seen here, and left as it is. */
function applyMissing(connection: Connection, now: number): void {
  const { version } = inspectHeader(connection);
  for (const [index, script] of MIGRATIONS.entries()) {
    if (index < version) continue;
    connection.script(script);
    recordAudit(connection, {
      at: now,
      actor: "errand",
      action: "migrate",
      target: `schema ${index + 1}`,
      note: null,
    });
  }
  connection.script(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${SCHEMA_VERSION}`);
}
