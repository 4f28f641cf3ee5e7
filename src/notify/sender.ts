import { targetOf } from "../core/channel-key.ts";
import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import type { Channel, Notice, NoticeRule } from "../core/notice.ts";
import type { Store } from "../store/store.ts";
import { isTooLate, retryAt } from "./resend.ts";
import { SEND_LIMIT_MS } from "./send/sending.ts";
import { send } from "./send/send.ts";

export interface SenderHouse {
  store: Pick<Store, "dueChannels" | "claimNotices" | "giveBackNotices" | "settleNotice">;
  clock: Clock;
  events: EventBus;
  /** The rules of now, with their channels. */
  rules: () => readonly NoticeRule[];
}

/** One is claimed at a time: a lease that outlasts one try is over soon when its owner was killed. */
const LEASE_MS = 3 * SEND_LIMIT_MS;

/** A channel's notices on their way, for whoever asked with that signal. */
interface Turn {
  signal: AbortSignal;
  ended: Promise<void>;
}

/**
 * Brings notices from the ledger's outbox to their channels: claimed first, so that no two processes send one. Channels
 * go side by side, so that one that does not answer holds up itself alone.
 */
export class Sender {
  readonly #house: SenderHouse;
  readonly #turns = new Map<string, Turn>();

  constructor(house: SenderHouse) {
    this.#house = house;
  }

  /**
   * Sends what is due, until nothing is or `signal` aborts. What fails is due again later. Asked again with the same
   * signal it goes on with the channels that are in no turn yet; with another, each has its next turn after that.
   */
  async sendDue(signal: AbortSignal): Promise<void> {
    const due = await this.#house.store.dueChannels(this.#house.clock.now());
    const channels = new Set([...due, ...this.#turns.keys()]);
    const turns = [...channels].map((channel) => this.#turnOf(channel, signal));
    // Not before the last of them is over: whoever waited may close the ledger.
    await Promise.allSettled(turns);
    await Promise.all(turns);
  }

  #turnOf(channel: string, signal: AbortSignal): Promise<void> {
    const last = this.#turns.get(channel);
    if (last?.signal === signal) return last.ended;
    const turn = { signal, ended: this.#after(last, () => this.#sendAll(channel, signal)) };
    this.#turns.set(channel, turn);
    const forget = (): void => {
      if (this.#turns.get(channel) === turn) this.#turns.delete(channel);
    };
    turn.ended.then(forget, forget);
    return turn.ended;
  }

  /** How the last turn went is the matter of who asked for it. */
  async #after(last: Turn | undefined, work: () => Promise<void>): Promise<void> {
    await last?.ended.catch(() => undefined);
    await work();
  }

  /** Until one is not taken: then the channel waits for its next turn with those behind it. */
  async #sendAll(channel: string, signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      const notice = await this.#claim(channel);
      if (!notice) return;
      if (isOver()) return this.#giveBack(notice);
      if (!(await this.#sendOne(notice))) return;
    }
  }

  /** In their order: a start goes before its end. */
  async #claim(channel: string): Promise<Notice | undefined> {
    const { store, clock } = this.#house;
    const now = clock.now();
    return (await store.claimNotices({ channel, now, leaseUntil: now + LEASE_MS, limit: 1 }))[0];
  }

  #giveBack(notice: Notice): Promise<void> {
    const { store, clock } = this.#house;
    return store.giveBackNotices([notice], clock.now());
  }

  /** False when the channel did not take it. */
  async #sendOne(notice: Notice): Promise<boolean> {
    const channel = this.#channelOf(notice);
    const why = this.#whyNot(notice, channel);
    const error = channel && why === null ? await send(notice, channel, this.#house.clock) : why;
    await this.#settle(notice, error);
    return error === null || why !== null;
  }

  async #settle(notice: Notice, error: string | null): Promise<void> {
    const { store, clock, events } = this.#house;
    const { id, tries } = notice;
    const now = clock.now();
    const again = error === null ? null : retryAt(notice, now);
    await store.settleNotice({ id, tries, sentAt: error === null ? now : null, error, retryAt: again });
    // Tries between the first and the last tell nobody anything new.
    if (error !== null && (tries === 1 || again === null))
      events.emit({ type: "notice.not_sent", notice, why: error, retryAt: again });
  }

  /** Why it is not even tried. */
  #whyNot(notice: Notice, channel: Channel | undefined): string | null {
    if (isTooLate(notice, this.#house.clock.now())) return "it is too late for a sign of life";
    return channel ? null : "no rule of the config has this channel any more";
  }

  /** One whose secret or sender is another since the notice was written takes it too. */
  #channelOf(notice: Notice): Channel | undefined {
    const channels = this.#house.rules().map(({ channel }) => channel);
    const target = targetOf(notice.channel);
    return (
      channels.find(({ key }) => key === notice.channel) ??
      channels.find(({ key }) => targetOf(key) === target)
    );
  }
}
