import type { App } from "../../app.ts";
import type { Config } from "../../config.ts";
import type { Clock } from "../../core/clock.ts";
import { processSignals } from "../../runner/signals.ts";
import type { Dispatcher } from "../../worker/dispatcher.ts";
import { keepPruning } from "../../worker/keep-pruning.ts";
import { Pruner } from "../../worker/pruner.ts";
import type { Shell } from "../shell.ts";
import { heedDeaf } from "./heed-deaf.ts";
import { heedSignals } from "./heed-signals.ts";
import { notifySystemd, type SystemdNotifier } from "./notify-systemd.ts";
import type { Reloader } from "./reload.ts";
import type { Report } from "./report.ts";
import { watchFiles } from "./watch-files.ts";

/** What every process may be told that lives runs until it is stopped. */
export interface StartOptions {
  watch?: boolean;
  concurrency?: number;
  /** In ms. */
  grace?: number;
}

/** Flags over the config, each time that it is read. */
export function layFlags({ concurrency, grace }: StartOptions): (config: Config) => Config {
  return (config) => ({
    ...config,
    concurrency: concurrency ?? config.concurrency,
    graceMs: grace ?? config.graceMs,
  });
}

export interface LivingProcess {
  app: App;
  config: Config;
  dispatcher: Dispatcher;
  graceMs: number;
  report: Report;
  reload: Reloader;
  watch: boolean;
}

/** How long notices may take that are due when nothing runs any more, in ms. */
const LAST_WORD_MS = 3_000;

/**
 * Lives what is queued while `live` does, which is told when to stop; then lets what runs end. Returns the exit code,
 * with which to leave at once: code that goes on in this process is told over as the last thing.
 */
export async function liveUntilStopped(
  { app, config, dispatcher, graceMs, report, reload, watch }: LivingProcess,
  shell: Shell,
  live: (signal: AbortSignal, systemd: SystemdNotifier) => Promise<void>,
): Promise<number> {
  const { host } = shell;
  const { signals = processSignals, clock } = host;
  reload.attach(dispatcher);
  const isTerminal = host.isTerminal("stdin");
  const stop = heedSignals({ signals, clock, dispatcher, graceMs, report, reload, isTerminal });
  const end = heedDeaf({ clock, dispatcher, graceMs, report }, stop.signal);
  const stopWatching = watch ? watchProject(app, config, { clock, reload }) : null;
  const systemd = notifySystemd(host);
  const announcer = await app.createAnnouncer();
  await announcer.watch();
  dispatcher.start();
  announcer.start();
  const pruner = new Pruner({ store: app.store, clock });
  // A drain is over by itself: nobody tells it to stop.
  const over = new AbortController();
  const untilOver = AbortSignal.any([end.signal, over.signal]);
  const pruning = keepPruning({ pruner, keep: () => dispatcher.config.keep, clock }, untilOver);
  await live(end.signal, systemd);
  over.abort();
  systemd.stopping();
  stopWatching?.();
  await dispatcher.drain({ graceMs });
  await announcer.stop(LAST_WORD_MS);
  await pruning;
  stop.done();
  shell.leavesNow = dispatcher.deaf.any;
  await dispatcher.deaf.letGo();
  return end.exitCode();
}

function watchProject(
  { events }: App,
  config: Config,
  { clock, reload }: { clock: Clock; reload: Reloader },
): () => void {
  return watchFiles(config, {
    clock,
    readAt: reload.readAt,
    onChange: () => void reload.again(),
    onFault: (why) =>
      events.emit({ type: "schedule.faulty", message: `edits are taken up on SIGHUP only: ${why}` }),
  });
}

/** Ready is who has settled once: until then it may still learn what it has to do. */
export function announceOnce(first: () => void, each: () => void): () => void {
  let announced = false;
  return () => {
    if (!announced) first();
    announced = true;
    each();
  };
}
