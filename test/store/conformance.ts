import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { describeBatches } from "./conformance/batches.ts";
import { describeBegin } from "./conformance/begin.ts";
import { describeChores } from "./conformance/chores.ts";
import { describeClaim } from "./conformance/claim.ts";
import { describeEnqueue } from "./conformance/enqueue.ts";
import { describeFailures } from "./conformance/failures.ts";
import { describeFinish } from "./conformance/finish.ts";
import { describeHappenings } from "./conformance/happenings.ts";
import { describeLimits } from "./conformance/limits.ts";
import { describeLimitsModel } from "./conformance/limits-model.ts";
import { describeLists } from "./conformance/lists.ts";
import { describeModel } from "./conformance/model.ts";
import { describeEndedSnoozes } from "./conformance/ended-snoozes.ts";
import { describeNotices } from "./conformance/notices.ts";
import { describeOutbox } from "./conformance/outbox.ts";
import { describeOutput } from "./conformance/output.ts";
import { describeProcesses } from "./conformance/processes.ts";
import { describePrune } from "./conformance/prune.ts";
import { describeQueues } from "./conformance/queues.ts";
import { describeSchedules } from "./conformance/schedules.ts";
import { describeSettle } from "./conformance/settle.ts";
import { describeSilences } from "./conformance/silences.ts";
import { describeSteps } from "./conformance/steps.ts";
import { describeTicksModel } from "./conformance/ticks-model.ts";
import { describeWorkflows } from "./conformance/workflows.ts";
import { describeWaiting } from "./conformance/waiting.ts";

/** Hands a part of the suite the store of the present test. */
export type CurrentStore = () => Store;

/** What every engine must do. `open` gives a new, empty ledger. */
export function describeStore(name: string, open: () => Store | Promise<Store>): void {
  describe(`the store on ${name}`, () => {
    let store: Store;
    const current: CurrentStore = () => store;

    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    test("begins empty", async () => {
      expect(await store.listRuns({}, { limit: 10 })).toEqual({ runs: [], next: null });
      expect(await store.openAttempts()).toEqual([]);
      expect(await store.latestRuns()).toEqual([]);
    });

    test("may be closed twice", () => {
      store.close();
      expect(() => store.close()).not.toThrow();
    });

    describeBatches(current);
    describeBegin(current);
    describeWaiting(current);
    describeFinish(current);
    describeOutput(current);
    describeLists(current);
    describeSchedules(current);
    describeSettle(current);
    describeClaim(current);
    describeEnqueue(current);
    describeQueues(current);
    describeLimits(current);
    describeFailures(current);
    describeProcesses(current);
    describeSteps(current);
    describeWorkflows(current);
    describePrune(current);
    describeHappenings(current);
    describeNotices(current);
    describeEndedSnoozes(current);
    describeOutbox(current);
    describeSilences(current);
    describeChores(current);
    describeModel(open);
    describeTicksModel(open);
    describeLimitsModel(open);
  });
}
