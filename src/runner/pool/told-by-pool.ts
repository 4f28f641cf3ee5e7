import { classify } from "../outcome.ts";
import { maskVerdict } from "../mask-verdict.ts";
import { createSecretMasker } from "../secret-masker.ts";
import type { ToldEnd } from "../told-ends.ts";
import type { PoolChild } from "./pool-child.ts";
import { exitOf } from "./pooled-executor.ts";

/** What a child told of its runs' ends, as it may be kept. */
export function toldByPool(child: PoolChild): ToldEnd[] {
  return child.takeUnread().map(({ life, end }) => {
    const { run, secrets } = life;
    const exit = exitOf(end);
    return {
      ref: { runId: run.id, attempt: run.attempt },
      verdict: maskVerdict(classify(exit, null), createSecretMasker(secrets)),
      advice: exit.kind === "judged" ? exit.advice : null,
      cpuMs: end.usage.cpuMs,
      peakRss: end.usage.peakRss,
    };
  });
}
