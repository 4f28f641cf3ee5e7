import type { Channel, NoticeEvent, NoticeRule } from "../core/notice.ts";
import { quote } from "../core/quote.ts";
import type { Value } from "./notify-input.ts";
import type { CheckedRule } from "./notify-schema.ts";
import type { Config, NotifyFault } from "./shape.ts";

const USUAL_EVENTS: readonly NoticeEvent[] = ["failure", "recovered", "overdue"];
const USUAL_LATENESS_MS = 60_000;
const SHORTEST_SECRET = 16;

export interface RuleSource {
  /** What a message calls the config file. */
  file: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Rules with their channels' values read from the environment where they say so. One whose variable is not set, or holds
 * what cannot be meant, keeps this process from telling anybody: half the rules would tell half of what they should.
 * @throws RangeError, in one line, for a value of the file itself that cannot be meant.
 */
export function readRules(
  rules: readonly CheckedRule[],
  source: RuleSource,
): Pick<Config, "notify" | "untold"> {
  const [readable, faults]: [NoticeRule[], NotifyFault[]] = [[], []];
  for (const [index, rule] of rules.entries())
    try {
      readable.push(readRule(rule, new Reader(source, `notify.${index}.to`)));
    } catch (error) {
      if (!(error instanceof VariableError)) throw error;
      faults.push({ commands: rule.commands ?? "*", message: error.message });
    }
  return faults.length === 0
    ? { notify: readable, untold: null }
    : { notify: [], untold: { faults, readable } };
}

/** What a variable of the environment holds is no value, or there is none: a matter of the place, not of the config. */
class VariableError extends RangeError {}

function readRule(
  { on, commands = "*", after = 1, lateBy = USUAL_LATENESS_MS, to }: CheckedRule,
  reader: Reader,
): NoticeRule {
  return {
    on: on ?? (to.ping === undefined ? USUAL_EVENTS : []),
    commands,
    after,
    lateByMs: lateBy,
    channel: readChannel(to, reader),
  };
}

function readChannel({ webhook, slack, email, ping }: CheckedRule["to"], reader: Reader): Channel {
  if (webhook) {
    const url = reader.url("webhook.url", webhook.url);
    const secret = reader.secret(webhook.secret);
    return { kind: "webhook", key: keyOf("webhook", url, secret), url, secret };
  }
  if (slack) {
    const url = reader.url("slack.url", slack.url);
    return { kind: "slack", key: keyOf("slack", url), url };
  }
  if (email) {
    const { to, from, smtp = { env: "SMTP_URL" } } = email;
    const server = reader.smtp(smtp);
    return { kind: "email", key: keyOf("email", [server, ...to].join(), from), to, from, smtp: server };
  }
  const url = reader.url("ping", ping ?? "");
  return { kind: "ping", key: keyOf("ping", url), url };
}

/** The same for the same target, and the same secret or sender; nothing of them can be read from it. */
function keyOf(kind: Channel["kind"], target: string, ...more: string[]): string {
  const parts = [target, ...more.map((one) => JSON.stringify([target, one]))];
  return [kind, ...parts.map(shortHash)].join("-");
}

function shortHash(text: string): string {
  return process.getBuiltinModule("node:crypto").hash("sha256", text).slice(0, 8);
}

/** Reads the values of one rule, and names each that is wrong. What came from the environment is not repeated in a message. */
class Reader {
  readonly #source: RuleSource;
  readonly #key: string;

  constructor(source: RuleSource, key: string) {
    this.#source = source;
    this.#key = key;
  }

  url(key: string, value: Value): string {
    return this.#protocol(key, value, /^https?:$/, "an http:// or https:// URL");
  }

  smtp(value: Value): string {
    return this.#protocol("email.smtp", value, /^smtps?:$/, "smtp://user:password@host:587 or smtps://…");
  }

  secret(value: Value): string {
    const secret = this.#read("webhook.secret", value, `${SHORTEST_SECRET} characters or more`);
    if (secret.length >= SHORTEST_SECRET) return secret;
    const from = typeof value === "string" ? "" : `${nameValue(value)} `;
    throw this.#refuse(
      "webhook.secret",
      value,
      `${from}(${secret.length} characters) must be ${SHORTEST_SECRET} characters or more`,
    );
  }

  #protocol(key: string, value: Value, protocol: RegExp, legal: string): string {
    const text = this.#read(key, value, legal);
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url && protocol.test(url.protocol) && url.hostname !== "") return text;
    throw this.#refuse(key, value, `${nameValue(value)} must be ${legal}`);
  }

  #read(key: string, value: Value, legal: string): string {
    if (typeof value === "string") return value;
    const text = this.#source.env[value.env];
    if (text !== undefined && text !== "") return text;
    throw this.#refuse(key, value, `${nameValue(value)}, which is not set: it must be ${legal}`);
  }

  #refuse(key: string, value: Value, said: string): Error {
    const message = `${this.#source.file}: ${this.#key}.${key} ${said}`;
    return typeof value === "string" ? new RangeError(message) : new VariableError(message);
  }
}

/** What of a value is no secret: where it comes from, or where it leads. */
function nameValue(value: Value): string {
  if (typeof value !== "string") return `from the variable ${value.env}`;
  const place = /^(?:\w+:\/\/)?[^/]*/.exec(value.replace(/\/\/[^/@]*@/, "//"))?.[0] ?? "";
  return quote(place);
}
