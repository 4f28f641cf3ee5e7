import type { App } from "../../app.ts";
import type { Config } from "../../config.ts";
import { makeApp } from "../make-app.ts";
import type { Shell } from "../shell.ts";
import { requireTold } from "../untold.ts";
import { drawSchedules } from "./draw-schedules.ts";
import { keepHeapSmall } from "../../worker/heap.ts";
import { announceOnce, layFlags, liveUntilStopped, type StartOptions } from "./live-until-stopped.ts";
import { openReport, type Report } from "./report.ts";
import { createReloader, type Reloader } from "./reload.ts";

/**
 * `errand start`: registers what is written, ticks, lives what is queued, until it is told to stop; then lets what
 * runs end. What does not load at the start is told and leaves the rest to go on; a config that does not load ends it.
 */
export async function startScheduler(
  { watch = false, ...flags }: StartOptions,
  shell: Shell,
): Promise<number> {
  keepHeapSmall();
  const lay = layFlags(flags);
  const config = lay(requireTold(await shell.config()));
  const app = makeApp(config, shell.host);
  const report = openReport(app, shell, { name: "scheduler", draw: () => drawSchedules(app, shell) });
  const reload = createReloader({ app, shell, lay, register: () => app.registerSchedules() });
  try {
    await reload.register();
    await report.begin();
    const exitCode = await tickUntilStopped({ app, config, report, reload, watch }, shell);
    report.end();
    return exitCode;
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

async function tickUntilStopped(life: Life, shell: Shell): Promise<number> {
  const { app, config, report } = life;
  const [scheduler, dispatcher] = [await app.createScheduler(), await app.createDispatcher()];
  return liveUntilStopped(
    { ...life, graceMs: config.graceMs, dispatcher },
    shell,
    async (signal, systemd) => {
      const onPass = announceOnce(() => {
        systemd.ready();
        report.ready();
      }, systemd.alive);
      await scheduler.run({ signal, onQueued: () => dispatcher.wake(), onPass });
    },
  );
}
