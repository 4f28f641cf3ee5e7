import type { App } from "../app.ts";
import type { Config } from "../config.ts";
import { hookNamesIn } from "../core/hook.ts";

/** How long a person may have to wait for notices behind their run, in ms; one that is being sent then has its 5 s. */
const LAST_WORD_MS = 3_000;

/**
 * Tells of a run that is lived in this process, where somebody wants to be told: so that notices go out where nothing
 * but a crontab line calls errand. `own` is the run's command, with its hooks. Returns what to await when the run is
 * over; it never throws.
 */
export async function announceRun(
  { app, config }: { app: App; config: Config },
  own: object = {},
): Promise<() => Promise<void>> {
  const hooks = [...hookNamesIn(config.hooks), ...hookNamesIn(own)];
  if (config.notify.length === 0 && hooks.length === 0) return NOTHING_TO_TELL;
  const announcer = await app.createAnnouncer(() => Promise.resolve(hooks));
  if (config.notify.length > 0) await announcer.watch();
  const stop = app.events.subscribe(({ type }) => {
    // A start is told when it is one.
    if (type === "run.started" && config.notify.some(({ channel }) => channel.kind === "ping"))
      void announcer.pass(LAST_WORD_MS);
  });
  return async () => {
    stop();
    await announcer.stop(LAST_WORD_MS);
  };
}

const NOTHING_TO_TELL = (): Promise<void> => Promise.resolve();
