import { request } from "./request.ts";
import type { Sending } from "./sending.ts";

/**
 * Posts a notice as JSON. It is signed: `Errand-Signature: t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256, by the
 * secret, of `SECONDS.BODY`, the body as it was sent. A receiver computes the same over the bytes that came, compares
 * in constant time, and refuses a time that is minutes away. `Errand-Notice` is the notice's id: the same when it comes
 * twice.
 */
export async function sendWebhook({ notice, channel, clock }: Sending<"webhook">): Promise<void> {
  const body = bodyOf(notice);
  const seconds = Math.floor(clock.now() / 1_000);
  const headers = {
    "content-type": "application/json",
    "errand-notice": notice.id,
    "errand-signature": `t=${seconds},v1=${sign(channel.secret, `${seconds}.${body}`)}`,
  };
  await request({ url: channel.url, post: { body, headers } }, clock);
}

function sign(secret: string, text: string): string {
  const { createHmac } = process.getBuiltinModule("node:crypto");
  return createHmac("sha256", secret).update(text).digest("hex");
}

/** Times as in `--json`: ISO 8601, UTC. */
function bodyOf({ id, kind, command, facts }: Sending<"webhook">["notice"]): string {
  const { message, at, run, streak, next } = facts;
  return JSON.stringify({
    v: 1,
    id,
    event: kind,
    command,
    message,
    at: iso(at),
    streak: streak && { count: streak.count, since: iso(streak.since) },
    run: run && {
      ...run,
      startedAt: iso(run.startedAt),
      finishedAt: iso(run.finishedAt),
      scheduledFor: iso(run.scheduledFor),
    },
    next,
  });
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
