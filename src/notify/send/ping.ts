import { request } from "./request.ts";
import type { Sending } from "./sending.ts";

/**
 * A sign of life in the way of Healthchecks: the URL with `/start` behind it, as it is for a success, with `/fail`
 * behind it; `rid` is the run's id, by which a start and its end belong together.
 */
export async function sendPing({ notice, channel, clock }: Sending<"ping">): Promise<void> {
  await request({ url: pingUrl(channel.url, notice) }, clock);
}

export function pingUrl(url: string, { kind, runId }: Sending<"ping">["notice"]): string {
  const target = new URL(url);
  const path = target.pathname.replace(/\/$/, "");
  target.pathname = `${path}${PATHS[kind] ?? ""}`;
  if (runId !== null) target.searchParams.set("rid", runId);
  return target.href;
}

const PATHS: Partial<Record<string, string>> = { ping_start: "/start", ping_fail: "/fail" };
