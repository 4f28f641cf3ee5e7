import type { AuditEntry } from "../store.ts";
import type { Connection } from "./connection.ts";

/** Adds a line to the audit, within the caller's transaction. */
export function recordAudit(connection: Connection, { at, actor, action, target, note }: AuditEntry): void {
  connection.run(
    "insert into audit (at, actor, action, target, note) values (:at, :actor, :action, :target, :note)",
    { at, actor, action, target, note },
  );
}
