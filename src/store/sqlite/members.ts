import type { Member } from "../workflow-store.ts";
import type { Connection } from "./connection.ts";
import { number, text } from "./row.ts";
import { getRun } from "./runs.ts";

export function listMembers(connection: Connection, workflowId: string): Member[] {
  const rows = connection.all("select seq from runs where workflow_id = :workflowId order by seq", {
    workflowId,
  });
  return rows.map((row) => {
    const seq = number(row, "seq");
    const needs = connection.all(NEEDS_OF, { seq });
    return {
      run: getRun(connection, seq),
      needs: needs.map((need) => ({ runId: text(need, "need_id"), isMet: number(need, "met") === 1 })),
    };
  });
}

const NEEDS_OF = "select need_id, met from run_needs where run = :seq order by position";
