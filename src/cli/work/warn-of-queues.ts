import { readManifest } from "../../command/manifest.ts";
import { readQueues } from "../queue/read-queues.ts";
import type { Shell } from "../shell.ts";

/** A queue is there as soon as somebody names it, so that an unknown one may be meant, or be a slip. */
export async function warnOfQueues(asked: readonly string[], shell: Shell): Promise<void> {
  if (asked.length === 0) return;
  const known = new Set((await readQueues(shell)).map(({ facts }) => facts.name));
  for (const entry of await readManifest(await shell.config()))
    if ("descriptor" in entry && entry.descriptor.work.queue !== null) known.add(entry.descriptor.work.queue);
  const unknown = asked.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => JSON.stringify(name)).join(", ");
  const said = `--queues ${names}: nothing waits there, and no config and no command names it`;
  shell.note(`${said}; known are ${[...known].toSorted().join(", ")}`, "errand queue list");
}
