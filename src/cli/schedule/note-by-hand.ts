import type { Shell } from "../shell.ts";

/** Who did what to which schedule, for whoever wonders later. Empty notes say nothing. */
export async function noteByHand(
  verb: string,
  id: string,
  notes: readonly string[],
  shell: Shell,
): Promise<void> {
  const { actor, store } = await shell.app();
  const note = notes.filter((one) => one !== "").join("; ");
  const at = shell.host.clock.now();
  await store.recordAudit({
    at,
    actor,
    action: `schedule ${verb}`,
    target: id,
    note: note === "" ? null : note,
  });
}
