import type { WorkflowStore } from "../workflow-store.ts";
import type { Connection } from "./connection.ts";

export function workflowVerbs(connection: Connection): WorkflowStore {
  return {
    async enqueueWorkflow(members, by) {
      const { enqueueWorkflow } = await import("./enqueue-workflow.ts");
      connection.write(() => enqueueWorkflow(connection, members, by));
    },
    async workflow(id) {
      const { listMembers } = await import("./members.ts");
      return connection.read(() => listMembers(connection, id));
    },
    async withdrawWorkflow(id, cancel) {
      const { withdrawWorkflow } = await import("./withdraw-workflow.ts");
      return connection.write(() => withdrawWorkflow(connection, id, cancel));
    },
  };
}
