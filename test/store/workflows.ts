import { referenceTo } from "../../src/core/reference.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { USUAL_WAITING } from "../../src/store/queue-store.ts";
import type { NewMember, Turn } from "../../src/store/workflow-store.ts";
import { NOON, startRequest } from "./build.ts";

export const WORKFLOW = "workflow-1";

export interface MemberWish extends Partial<Turn> {
  needs?: NewMember[];
  args?: JsonObject;
  command?: string;
  now?: number;
}

/** A run of a workflow that needs these others; its parent is the first of them. */
export function member(wish: MemberWish = {}): NewMember {
  const { needs = [], args = {}, command = "essays:check", now = NOON, ...turn } = wish;
  const parentId = needs[0]?.job.run.id ?? null;
  const { run } = startRequest({ trigger: "queue", command, args, parentId, now });
  return {
    job: {
      run,
      overlap: { key: run.command, policy: "allow" },
      waiting: { ...USUAL_WAITING, runAfter: now },
      dedupeKey: null,
      idempotency: null,
      workflowId: WORKFLOW,
    },
    needs: needs.map(({ job }) => job.run.id),
    turn: { notBefore: null, delayMs: 0, expiresInMs: null, ...turn },
  };
}

export function idOf({ job }: NewMember): string {
  return job.run.id;
}

/** The place of a result in another's args. */
export function resultOf(of: NewMember, ...path: string[]): JsonObject {
  return referenceTo({ of: idOf(of), path });
}
