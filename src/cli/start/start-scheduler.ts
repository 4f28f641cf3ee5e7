import { processSignals } from "../../runner/signals.ts";
import type { Config } from "../../config.ts";
import { makeApp } from "../make-app.ts";
import type { Shell } from "../shell.ts";
import { openReport } from "./report.ts";
import { createReloader } from "./reload.ts";
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
  const lay = (config: Config): Config => ({
    ...config,
    concurrency: flags.concurrency ?? config.concurrency,
    graceMs: flags.grace ?? config.graceMs,
  });
  const config = lay(await shell.config());
  const app = makeApp(config, shell.host);
  const report = openReport(app, shell);
  try {
    const scheduler = await app.createScheduler();
    const reload = createReloader({ app, shell, lay });
    await report.begin(await reload.register());
    const dispatcher = await app.createDispatcher();
    reload.attach(dispatcher);
    const { signals = processSignals } = shell.host;
    const isTerminal = shell.host.isTerminal("stdin");
    const stop = heedSignals({ signals, dispatcher, graceMs: config.graceMs, report, reload, isTerminal });
    const stopWatching = watch
      ? watchFiles(config, { clock: shell.host.clock, onChange: () => void reload.again() })
      : () => undefined;
    const systemd = notifySystemd(shell.host);
    dispatcher.start();
    systemd.ready();
    await scheduler.run({
      signal: stop.signal,
      onQueued: () => dispatcher.wake(),
      onPass: () => systemd.alive(),
    });
    systemd.stopping();
    stopWatching();
    await dispatcher.drain({ graceMs: config.graceMs });
    stop.done();
    report.end();
  } finally {
    app.close();
  }
}
