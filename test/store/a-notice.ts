import type { NewNotice } from "../../src/core/notice.ts";
import type { Telling } from "../../src/store/notice-store.ts";
import { NOON } from "./build.ts";

export function aNotice(id = "notice-1"): NewNotice {
  const facts = { message: "it failed", at: NOON, run: null, streak: null, next: "errand history" };
  return { id, kind: "failure", command: "essays:check", runId: null, channel: "slack-1", facts };
}

export function telling(wish: Partial<Telling>): Telling {
  return { taken: [], streaks: [], ended: [], inTime: [], notices: [], now: NOON, ...wish };
}
