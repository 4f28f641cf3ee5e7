import { printable } from "../../core/printable.ts";
import { request } from "./request.ts";
import type { Sending } from "./sending.ts";

/** Slack's own limit is 40,000 characters; nobody reads so much. */
const LONGEST = 2_000;

/** Posts `{ "text": … }`, as Slack's incoming webhooks and those that follow them take it. */
export async function sendSlack({ notice, channel, clock }: Sending<"slack">): Promise<void> {
  const { message, run, next } = notice.facts;
  const where = run ? ` on ${run.host}` : "";
  const text = `${MARK[notice.kind] ?? ":warning:"} ${escape(clip(message))}${escape(where)}\n\`${escape(next)}\``;
  const post = { body: JSON.stringify({ text }), headers: { "content-type": "application/json" } };
  await request({ url: channel.url, post }, clock);
}

const MARK: Partial<Record<string, string>> = { recovered: ":white_check_mark:", test: ":wave:" };

function clip(message: string): string {
  return printable(message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message);
}

/** What Slack would take for a mention or a link is text here: a message may hold anything. */
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
