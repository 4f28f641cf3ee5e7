import type { Channel, Notice } from "../../core/notice.ts";
import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/thrown.ts";
import { formsOf } from "../../runner/program-secrets.ts";
import { createSecretMasker } from "../../runner/secret-masker.ts";

/** Sends a notice by its channel. Answers null, or why it failed, without a secret in it. Never rejects. */
export async function send(
  notice: Pick<Notice, "id" | "kind" | "command" | "runId" | "facts">,
  channel: Channel,
  clock: Clock,
): Promise<string | null> {
  try {
    switch (channel.kind) {
      case "webhook":
        await (await import("./webhook.ts")).sendWebhook({ notice, channel, clock });
        return null;
      case "slack":
        await (await import("./slack.ts")).sendSlack({ notice, channel, clock });
        return null;
      case "email":
        await (await import("./email.ts")).sendEmail({ notice, channel, clock });
        return null;
      case "ping":
        await (await import("./ping.ts")).sendPing({ notice, channel, clock });
        return null;
    }
  } catch (error) {
    return wordFailure(error, channel);
  }
}

/** Of a channel whose secrets cannot be told from its error nothing is repeated. */
function wordFailure(error: unknown, channel: Channel): string {
  try {
    return createSecretMasker(secretsOf(channel)).maskText(messageOf(error));
  } catch {
    return "it failed; why is not said, for it may hold a secret";
  }
}

/** What of a channel nobody may read: the paths of its URL, its password, its secret. */
function secretsOf(channel: Channel): string[] {
  if (channel.kind === "email") return [...secretsOfUrl(channel.smtp), ...loginsOf(channel.smtp)];
  const own = channel.kind === "webhook" ? [channel.secret] : [];
  return [...own, ...secretsOfUrl(channel.url)];
}

/** What a mail server is told as a login (RFC 4616 and AUTH LOGIN): it may repeat what it heard. */
function loginsOf(smtp: string): string[] {
  const { username, password } = new URL(smtp);
  if (password === "") return [];
  const [users, secrets] = [formsOf(username), formsOf(password)];
  const plain = users.flatMap((user) => secrets.map((secret) => `\0${user}\0${secret}`));
  return [...plain, ...users, ...secrets].map((text) => Buffer.from(text).toString("base64"));
}

function secretsOfUrl(text: string): string[] {
  const { username, password, pathname, search } = new URL(text);
  const parts = [text, ...formsOf(password), ...formsOf(username), search, pathname];
  return parts.filter((part) => part.length > 1);
}

/** A channel for people: what it is and where it leads, and nothing secret. */
export function describeChannel(channel: Channel): string {
  if (channel.kind === "email") return `e-mail to ${channel.to.join(", ")}`;
  return `${channel.kind} at ${new URL(channel.url).host}`;
}
