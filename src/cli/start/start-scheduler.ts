import { processSignals } from "../../runner/signals.ts";
import type { App } from "../../app.ts";
import type { Config } from "../../config.ts";
import { makeApp } from "../make-app.ts";
import type { Shell } from "../shell.ts";
import { keepHeapSmall } from "./keep-heap-small.ts";
import { openReport, type Report } from "./report.ts";
import { createReloader, type Reloader } from "./reload.ts";
import { notifySystemd } from "./notify-systemd.ts";
import { heedSignals } from "./heed-signals.ts";
import { watchFiles } from "./watch-files.ts";

export interface StartOptions {
  watch?: boolean;
  concurrency?: number;
  /** In ms. */
  grace?: number;
}

/**
 * `errand start`: registers what is written, ticks, lives what is queued, until it is told to stop; then lets what
 * runs end. What does not load at the start is told and leaves the rest to go on; a config that does not load ends it.
 */
export async function startScheduler({ watch = false, ...flags }: StartOptions, shell: Shell): Promise<void> {
  keepHeapSmall();
  const lay = (config: Config): Config => ({
    ...config,
    concurrency: flags.concurrency ?? config.concurrency,
    graceMs: flags.grace ?? config.graceMs,
  });
  const config = lay(await shell.config());
  const app = makeApp(config, shell.host);
  const report = openReport(app, shell);
  const reload = createReloader({ app, shell, lay });
  try {
    await reload.register();
    await report.begin();
    await tickUntilStopped({ app, config, report, reload, watch }, shell);
    report.end();
  } finally {
    app.close();
  }
}

interface Life {
  app: App;
  config: Config;
  report: Report;
  reload: Reloader;
  watch: boolean;
}

async function tickUntilStopped(
  { app, config, report, reload, watch }: Life,
  { host }: Shell,
): Promise<void> {
  const { graceMs } = config;
  const [scheduler, dispatcher] = [await app.createScheduler(), await app.createDispatcher()];
  reload.attach(dispatcher);
  const { signals = processSignals, clock } = host;
  const stop = heedSignals({
    signals,
    clock,
    dispatcher,
    graceMs,
    report,
    reload,
    isTerminal: host.isTerminal("stdin"),
  });
  const stopWatching = watch ? watchFiles(config, { clock, onChange: () => void reload.again() }) : null;
  const systemd = notifySystemd(host);
  dispatcher.start();
  const onPass = announceOnce(() => {
    systemd.ready();
    report.ready();
  }, systemd.alive);
  await scheduler.run({ signal: stop.signal, onQueued: () => dispatcher.wake(), onPass });
  systemd.stopping();
  stopWatching?.();
  await dispatcher.drain({ graceMs });
  stop.done();
}

/** Ready is who has settled once: until then it may still learn what it has to do. */
function announceOnce(first: () => void, each: () => void): () => void {
  let announced = false;
  return () => {
    if (!announced) first();
    announced = true;
    each();
  };
}
