import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import type { Channel, Notice, NoticeRule } from "../core/notice.ts";
import type { Store } from "../store/store.ts";
import { isTooLate, retryAt } from "./resend.ts";
import { SEND_LIMIT_MS } from "./send/sending.ts";
import { send } from "./send/send.ts";

export interface SenderHouse {
  store: Pick<Store, "claimNotices" | "settleNotice">;
  clock: Clock;
  events: EventBus;
  /** The rules of now, with their channels. */
  rules: () => readonly NoticeRule[];
}

/** Notices claimed at once. Each channel's go one after the other, so the claim must outlast all of their tries. */
const CLAIM_SIZE = 10;
const LEASE_MS = (CLAIM_SIZE + 2) * SEND_LIMIT_MS;

/** Brings notices from the ledger's outbox to their channels: claimed first, so that no two processes send one. */
export class Sender {
  readonly #house: SenderHouse;

  constructor(house: SenderHouse) {
    this.#house = house;
  }

  /** Sends what is due, until nothing is or `signal` aborts. What fails is due again later. */
  async sendDue(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const claimed = await this.#claim();
      await Promise.all(groupByChannel(claimed).map((notices) => this.#sendInTurn(notices, signal)));
      if (claimed.length < CLAIM_SIZE) return;
    }
  }

  #claim(): Promise<Notice[]> {
    const { store, clock } = this.#house;
    const now = clock.now();
    return store.claimNotices({ now, leaseUntil: now + LEASE_MS, limit: CLAIM_SIZE });
  }

  /** In their order: a start goes before its end. */
  async #sendInTurn(notices: Notice[], signal: AbortSignal): Promise<void> {
    for (const notice of notices) {
      if (signal.aborted) await this.#putBack(notice);
      else await this.#sendOne(notice);
    }
  }

  async #sendOne(notice: Notice): Promise<void> {
    const { clock, events } = this.#house;
    const error = await this.#try(notice);
    const now = clock.now();
    const again = error === null ? null : retryAt(notice, now);
    await this.#settle(notice, { sentAt: error === null ? now : null, error, retryAt: again });
    // Tries between the first and the last tell nobody anything new.
    if (error !== null && (notice.tries === 1 || again === null))
      events.emit({ type: "notice.not_sent", notice, why: error, retryAt: again });
  }

  async #try(notice: Notice): Promise<string | null> {
    const { clock } = this.#house;
    if (isTooLate(notice, clock.now())) return "it is too late for a sign of life";
    const channel = this.#channelOf(notice);
    return channel ? send(notice, channel, clock) : "no rule of the config has this channel any more";
  }

  #channelOf({ channel }: Notice): Channel | undefined {
    return this.#house.rules().find((rule) => rule.channel.key === channel)?.channel;
  }

  #putBack(notice: Notice): Promise<unknown> {
    return this.#settle(notice, { sentAt: null, error: notice.error, retryAt: this.#house.clock.now() });
  }

  #settle(
    { id, tries }: Notice,
    how: { sentAt: number | null; error: string | null; retryAt: number | null },
  ): Promise<boolean> {
    return this.#house.store.settleNotice({ id, tries, ...how });
  }
}

function groupByChannel(notices: Notice[]): Notice[][] {
  return Object.values(Object.groupBy(notices, ({ channel }) => channel)) as Notice[][];
}
