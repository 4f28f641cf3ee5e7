import type { Clock } from "../core/clock.ts";
import type { EventBus } from "../core/events.ts";
import { newId } from "../core/ids.ts";
import { fitsPattern } from "../core/name-pattern.ts";
import type { Expected, NewNotice, NoticeRule, Silence } from "../core/notice.ts";
import type { Watch } from "../store/notice-store.ts";
import type { Store } from "../store/store.ts";
import { judge } from "./judge.ts";
import { Sender } from "./sender.ts";
import { tellBehindSnoozes } from "./snooze-end.ts";
import { hasHeard, hearsOfSilence, wishesOf } from "./wishes.ts";
import { wordSilence } from "./word-notice.ts";

export interface TellerHouse {
  store: Store;
  clock: Clock;
  events: EventBus;
  rules: () => readonly NoticeRule[];
  /** Commands that should succeed every so often; null: others look for those that did not. */
  expected: (() => Promise<Expected>) | null;
}

/** Happenings judged in one transaction. */
const BATCH = 200;
/** How often silences are looked for, in ms. */
const SILENCE_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
const KEEP_NOTICES_MS = 30 * DAY_MS;
/** How long what happened waits for somebody who has rules, in ms, and how much of it. */
const UNTOLD_MS = DAY_MS;
const MOST_UNTOLD = 1_000_000;

/**
 * Turns what happened into notices, and notices into messages. Any number may share a ledger: a happening is judged by
 * one of them, a silence is told by one of them, and a notice is sent by one of them at a time.
 */
export class Teller {
  readonly #house: TellerHouse;
  readonly #sender: Sender;
  #lookedAt = -Infinity;

  constructor(house: TellerHouse) {
    this.#house = house;
    this.#sender = new Sender(house);
  }

  /**
   * From now on the ledger keeps what happens; before the run whose end shall be told of. Who has no rules leaves what is
   * kept to those that have some, and forgets it when there are none any more: asked now and then.
   */
  async watch(): Promise<void> {
    const { store, clock, rules } = this.#house;
    const what = watchFor(rules());
    if (what) await store.watchRuns(what);
    else await store.forgetUntold({ since: clock.now() - UNTOLD_MS, most: MOST_UNTOLD });
  }

  /** One pass: `look`, then `send`. */
  async pass(signal: AbortSignal): Promise<void> {
    await this.look();
    await this.send(signal);
  }

  /** Judges what happened and what stands behind a snooze that is over, and looks for silences once a minute. */
  async look(): Promise<void> {
    const { store, clock, rules } = this.#house;
    await this.#judgeAll();
    await tellBehindSnoozes({ store, rules: rules(), now: clock.now() });
    await this.#lookForSilences();
    await this.#prune();
  }

  /** Sends what is due until `signal` aborts. That may take as long as a channel does not answer. */
  send(signal: AbortSignal): Promise<void> {
    return this.#sender.sendDue(signal);
  }

  /**
   * Once a minute: the ledger keeps since when what is expected is, for this pass and for those who only read. Null when
   * it is not time, or others do.
   */
  async expect(): Promise<Expected | null> {
    const { store, clock, expected } = this.#house;
    if (!expected || clock.monotonic() - this.#lookedAt < SILENCE_EVERY_MS) return null;
    this.#lookedAt = clock.monotonic();
    const all = await expected();
    await store.registerExpectations(all, clock.now());
    return all;
  }

  async #judgeAll(): Promise<void> {
    const { store, clock, rules } = this.#house;
    for (;;) {
      const now = clock.now();
      const seen = await store.happenings(BATCH, now);
      if (seen.happenings.length === 0) return;
      // When another teller was quicker, what is left is looked at again.
      const isTold = await store.tell(judge(seen, { rules: rules(), now }));
      if (isTold && seen.happenings.length < BATCH) return;
    }
  }

  async #lookForSilences(): Promise<void> {
    const expected = await this.expect();
    if (expected === null) return;
    for (const silence of await readOverdue(expected, this.#house)) await this.#tellSilence(silence);
  }

  async #tellSilence(silence: Silence): Promise<void> {
    const { store, clock, rules } = this.#house;
    const now = clock.now();
    const snoozes = await store.snoozes(now);
    if (snoozes.some(({ pattern }) => fitsPattern(silence.command, pattern))) return;
    const { command, told } = silence;
    const listening = rules().filter(
      ({ channel, commands }) =>
        fitsPattern(command, commands) && hearsOfSilence(wishesOf(channel, command, rules())),
    );
    // A rule that comes later is told of it then, and only then of its end.
    const unheard = listening.filter(
      (rule) => rule.on.includes("overdue") && !hasHeard(rule, told ?? [], rules()),
    );
    if (unheard.length === 0 && (told !== null || listening.length === 0)) return;
    const notices = unheard.map((rule) => overdueNotice(silence, rule, now));
    await store.tellSilence(silence, notices, now);
  }

  async #prune(): Promise<void> {
    const { store, clock } = this.#house;
    const now = clock.now();
    if (await store.claimChore("notices", now, DAY_MS)) await store.pruneNotices(now - KEEP_NOTICES_MS);
  }
}

/** Commands that have been silent for longer than they may. */
export async function readOverdue(
  expected: Expected,
  { store, clock }: Pick<TellerHouse, "clock"> & { store: Pick<Store, "silences"> },
): Promise<Silence[]> {
  const now = clock.now();
  const silences = await store.silences(expected, now);
  return silences.filter(({ since, withinMs }) => now - since > withinMs);
}

function overdueNotice(silence: Silence, { channel }: NoticeRule, now: number): NewNotice {
  const { command } = silence;
  const facts = {
    message: wordSilence(silence),
    at: now,
    run: null,
    streak: null,
    next: `errand history --command ${command}`,
  };
  return { id: newId(now), kind: "overdue", command, runId: null, channel: channel.key, facts };
}

/** Only pings want to know of starts, and only overdue rules of nothing at all. */
function watchFor(rules: readonly NoticeRule[]): Watch | null {
  if (rules.some(({ channel }) => channel.kind === "ping")) return "starts";
  return rules.length > 0 ? "ends" : null;
}
