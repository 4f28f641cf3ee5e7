import { createHash, createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRules } from "../../src/config/read-notify.ts";
import { createEventBus } from "../../src/core/events.ts";
import type { NoticeRule } from "../../src/core/notice.ts";
import { Teller } from "../../src/notify/teller.ts";
import { openMemoryStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { manualClock } from "../../src/testing/manual-clock.ts";
import { finished, finishedAs, NOON } from "../store/build.ts";
import { startHttpServer, type HttpServer } from "./http-server.ts";

const NEVER = new AbortController().signal;
const SECRETS = ["the first secret of two", "the second secret of two"] as const;

let store: Store;
let server: HttpServer;

beforeEach(async () => {
  store = openMemoryStore(NOON);
  await store.watchRuns("ends");
  server = await startHttpServer();
});
afterEach(() => store.close());

/** Rules as a config has them, one for each secret. */
function rulesWith(...secrets: string[]): NoticeRule[] {
  const targets = secrets.map((secret) => ({ to: { webhook: { url: server.url, secret } } }));
  return [...readRules(targets, { file: "errand.config.js", env: {} }).notify];
}

/** Their key before secrets were in it. */
function keyOfOld(): string {
  return `webhook-${createHash("sha256").update(server.url).digest("hex").slice(0, 8)}`;
}

function tellerOf(rules: NoticeRule[]): Teller {
  return new Teller({
    ...{ store, clock: manualClock(NOON), events: createEventBus(), rules: () => rules },
    expected: null,
  });
}

/** Which secret each request was signed by, in order of the secrets. */
function signers(): (string | undefined)[] {
  const signed = server.heard.map(({ headers, body }) => {
    const [, seconds = "", hex] = /^t=(\d+),v1=(\w+)$/.exec(String(headers["errand-signature"])) ?? [];
    return SECRETS.find(
      (secret) => createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex") === hex,
    );
  });
  return signed.sort();
}

const events = (): string[] => server.heard.map(({ body }) => (JSON.parse(body) as { event: string }).event);

describe("two rules with one URL", () => {
  it("are told apart by their secrets, which their keys do not tell", async () => {
    const rules = rulesWith(...SECRETS);
    await finishedAs(store, "failed");
    await tellerOf(rules).pass(NEVER);
    expect(signers()).toEqual([...SECRETS]);
    const keys = rules.map(({ channel }) => channel.key);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(/^webhook-[0-9a-f]{8}-[0-9a-f]{8}$/);
  });

  it("are told apart by who an e-mail is from", () => {
    const letters = ["a@example.com", "b@example.com", "a@example.com"].map((from) => ({
      to: { email: { to: ["ops@example.com"], from, smtp: "smtp://127.0.0.1:25" } },
    }));
    const keys = readRules(letters, { file: "errand.config.js", env: {} }).notify.map(
      ({ channel }) => channel.key,
    );
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys[2]).toBe(keys[0]);
  });
});

describe("a rule whose key is another than it was", () => {
  it.each<[string, () => string]>([
    ["since secrets are in it", keyOfOld],
    ["since its secret is another", () => rulesWith("a secret of long ago")[0]!.channel.key],
  ])("%s sends what stands in the ledger, and tells no streak again", async (_, keyThen) => {
    const [rule] = rulesWith(SECRETS[0]);
    const then = { ...rule!, channel: { ...rule!.channel, key: keyThen() } };
    await finishedAs(store, "failed");
    await tellerOf([then]).pass(AbortSignal.abort());
    expect(await store.notices({ limit: 9 })).toMatchObject([{ channel: keyThen(), sentAt: null }]);
    const now = tellerOf([rule!]);
    await now.pass(NEVER);
    expect(events()).toEqual(["failure"]);
    await finishedAs(store, "failed");
    await now.pass(NEVER);
    expect(events()).toEqual(["failure"]);
    await finished(store);
    await now.pass(NEVER);
    expect(events()).toEqual(["failure", "recovered"]);
    expect(signers()).toEqual([SECRETS[0], SECRETS[0]]);
  });
});
