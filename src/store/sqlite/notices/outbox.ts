import type { NewNotice, Notice, NoticeFacts } from "../../../core/notice.ts";
import { NOTICE_KINDS, type NoticeClaim, type NoticeSettlement } from "../../notice-store.ts";
import type { Connection } from "../connection.ts";
import { number, numberOrNull, text, textOrNull, word, type Row } from "../row.ts";

/** Due at once. */
export function insertNotice(connection: Connection, notice: NewNotice, now: number): void {
  const { id, kind, command, runId, channel, facts } = notice;
  connection.run(INSERT, { id, kind, command, runId, channel, facts: JSON.stringify(facts), now });
}

const INSERT = `insert into notices (id, kind, command, run_id, channel, facts, created_at, send_after)
  values (:id, :kind, :command, :runId, :channel, :facts, :now, :now)`;

/** Nobody hears of a recovery before the failure: behind one that waits for its next try, or is in a claim, those of its command wait. */
const FIRST_OF_ITS_COMMAND = `not exists (select 1 from notices as earlier where earlier.send_after > :now
  and earlier.channel = notices.channel and earlier.command = notices.command and earlier.seq < notices.seq)`;

/** Most looks find nothing, and should not stand in line for the write lock. */
export function dueChannels(connection: Connection, now: number): string[] {
  return connection.all(DUE_CHANNELS, { now }).map((row) => text(row, "channel"));
}

const DUE_CHANNELS = `select distinct channel from notices where send_after <= :now and ${FIRST_OF_ITS_COMMAND}`;

/** The claim is a lease: who dies with it leaves the notice to the next, when it has run out. */
export function claimNotices(
  connection: Connection,
  { channel, now, leaseUntil, limit }: NoticeClaim,
): Notice[] {
  const rows = connection.all(DUE, { channel, now, limit });
  for (const row of rows) connection.run(CLAIM, { seq: number(row, "seq"), leaseUntil });
  return rows.map((row) => ({ ...mapNotice(row), sendAfter: leaseUntil, tries: number(row, "tries") + 1 }));
}

/** The due ones are few; they are sorted as they are read. */
const DUE = `select * from notices where send_after <= :now and channel = :channel and ${FIRST_OF_ITS_COMMAND}
  order by seq limit :limit`;
const CLAIM = "update notices set send_after = :leaseUntil, tries = tries + 1 where seq = :seq";

export function giveBackNotices(
  connection: Connection,
  notices: readonly Pick<Notice, "id" | "tries">[],
  now: number,
): void {
  for (const { id, tries } of notices) connection.run(GIVE_BACK, { id, tries, now });
}

const GIVE_BACK = `update notices set send_after = :now, tries = tries - 1
  where id = :id and tries = :tries and sent_at is null and send_after is not null`;

export function settleNotice(
  connection: Connection,
  { id, tries, sentAt, error, retryAt }: NoticeSettlement,
): boolean {
  return connection.run(SETTLE, { id, tries, sentAt, error, retryAt }) === 1;
}

/** Who comes back after the lease finds it claimed again: the next one's word counts. */
const SETTLE = `update notices set sent_at = :sentAt, error = :error, send_after = :retryAt
  where id = :id and tries = :tries and sent_at is null and send_after is not null`;

export function listNotices(
  connection: Connection,
  { limit, waiting = false }: { limit: number; waiting?: boolean },
): Notice[] {
  const where = waiting ? "where send_after is not null" : "";
  return connection
    .all(`select * from notices ${where} order by seq desc limit :limit`, { limit })
    .map(mapNotice);
}

export function pruneNotices(connection: Connection, before: number): void {
  connection.run("delete from notices where created_at < :before and send_after is null", { before });
}

function mapNotice(row: Row): Notice {
  return {
    id: text(row, "id"),
    kind: word(row, "kind", NOTICE_KINDS),
    command: text(row, "command"),
    runId: textOrNull(row, "run_id"),
    channel: text(row, "channel"),
    facts: JSON.parse(text(row, "facts")) as NoticeFacts,
    createdAt: number(row, "created_at"),
    sendAfter: numberOrNull(row, "send_after"),
    tries: number(row, "tries"),
    sentAt: numberOrNull(row, "sent_at"),
    error: textOrNull(row, "error"),
  };
}
