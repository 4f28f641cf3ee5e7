import type { NoticeStore } from "../notice-store.ts";
import type { Connection } from "./connection.ts";

/** All read late: a ledger of which nobody wants to be told needs none of it. */
export function noticeVerbs(connection: Connection): NoticeStore {
  return {
    ...happeningVerbs(connection),
    ...outboxVerbs(connection),
    ...snoozeVerbs(connection),
    ...standingVerbs(connection),
  };
}

function happeningVerbs(
  connection: Connection,
): Pick<
  NoticeStore,
  "watchRuns" | "forgetUntold" | "noteLate" | "happenings" | "tell" | "recovers" | "addLog"
> {
  return {
    async watchRuns(what) {
      const { watchRuns } = await import("./notices/watch-runs.ts");
      watchRuns(connection, what);
    },
    async forgetUntold(bound) {
      const { forgetUntold } = await import("./notices/watch-runs.ts");
      forgetUntold(connection, bound);
    },
    async noteLate(late) {
      const { noteLate } = await import("./notices/happenings.ts");
      connection.write(() => noteLate(connection, late));
    },
    async happenings(limit, now) {
      const { readHappenings } = await import("./notices/happenings.ts");
      return connection.read(() => readHappenings(connection, limit, now));
    },
    async tell(telling) {
      const { tell } = await import("./notices/tell.ts");
      return connection.write(() => tell(connection, telling));
    },
    async recovers(runId) {
      const { recovers } = await import("./notices/verdicts.ts");
      return connection.read(() => recovers(connection, runId));
    },
    async addLog(log) {
      const { addLog } = await import("./notices/add-log.ts");
      return connection.write(() => addLog(connection, log));
    },
  };
}

function outboxVerbs(
  connection: Connection,
): Pick<
  NoticeStore,
  "dueChannels" | "claimNotices" | "giveBackNotices" | "settleNotice" | "notices" | "pruneNotices"
> {
  return {
    async dueChannels(now) {
      const { dueChannels } = await import("./notices/outbox.ts");
      return connection.read(() => dueChannels(connection, now));
    },
    async claimNotices(claim) {
      const { claimNotices } = await import("./notices/outbox.ts");
      return connection.write(() => claimNotices(connection, claim));
    },
    async giveBackNotices(notices, now) {
      const { giveBackNotices } = await import("./notices/outbox.ts");
      connection.write(() => giveBackNotices(connection, notices, now));
    },
    async settleNotice(settlement) {
      const { settleNotice } = await import("./notices/outbox.ts");
      return connection.write(() => settleNotice(connection, settlement));
    },
    async notices(filter) {
      const { listNotices } = await import("./notices/outbox.ts");
      return connection.read(() => listNotices(connection, filter));
    },
    async pruneNotices(before) {
      const { pruneNotices } = await import("./notices/outbox.ts");
      connection.write(() => pruneNotices(connection, before));
    },
  };
}

function standingVerbs(
  connection: Connection,
): Pick<NoticeStore, "streaks" | "registerExpectations" | "silences" | "tellSilence"> {
  return {
    async streaks() {
      const { allStreaks } = await import("./notices/streaks.ts");
      return connection.read(() => allStreaks(connection));
    },
    async registerExpectations(expected, now) {
      const { registerExpectations } = await import("./notices/expectations.ts");
      registerExpectations(connection, expected, now);
    },
    async silences(expected, now) {
      const { readSilences } = await import("./notices/silences.ts");
      return connection.read(() => readSilences(connection, expected, now));
    },
    async tellSilence(silence, notices, now) {
      const { tellSilence } = await import("./notices/silences.ts");
      return connection.write(() => tellSilence(connection, silence, { notices, now }));
    },
  };
}

function snoozeVerbs(
  connection: Connection,
): Pick<NoticeStore, "snooze" | "wake" | "snoozes" | "endedSnoozes" | "endSnoozes"> {
  return {
    async snooze(pattern, snooze) {
      const { writeSnooze } = await import("./notices/snoozes.ts");
      connection.write(() => writeSnooze(connection, pattern, snooze));
    },
    async wake(pattern, now) {
      const { wake } = await import("./notices/snoozes.ts");
      return connection.write(() => wake(connection, pattern, now));
    },
    async snoozes(now) {
      const { listSnoozes } = await import("./notices/snoozes.ts");
      return connection.read(() => listSnoozes(connection, now));
    },
    async endedSnoozes(now) {
      const { endedSnoozes } = await import("./notices/snoozes.ts");
      return connection.read(() => endedSnoozes(connection, now));
    },
    async endSnoozes(snoozes, said) {
      const { endSnoozes } = await import("./notices/snoozes.ts");
      return connection.write(() => endSnoozes(connection, snoozes, said));
    },
  };
}
