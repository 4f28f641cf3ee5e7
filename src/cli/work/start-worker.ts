import type { App } from "../../app.ts";
import { wordWeights } from "../../core/queue-weights.ts";
import type { Dispatcher } from "../../worker/dispatcher.ts";
import { makeApp } from "../make-app.ts";
import type { Shell } from "../shell.ts";
import { keepHeapSmall } from "../../worker/heap.ts";
import {
  announceOnce,
  layFlags,
  liveUntilStopped,
  type LivingProcess,
  type StartOptions,
} from "../start/live-until-stopped.ts";
import { openReport } from "../start/report.ts";
import { requireTold } from "../untold.ts";
import { createReloader } from "../start/reload.ts";
import { drawQueues } from "./draw-queues.ts";
import { warnOfQueues } from "./warn-of-queues.ts";

export interface WorkFlags extends StartOptions {
  /** Weights by queue. Default: all queues, by the weights of the config. */
  queues?: Record<string, number>;
  /** End when nothing is left that may start. */
  drain?: boolean;
}

/** `errand work`: lives what is queued, and ticks nothing, until it is told to stop or nothing is left. */
export async function startWorker(flags: WorkFlags, shell: Shell): Promise<number> {
  keepHeapSmall();
  const { queues = null, drain = false, watch = false } = flags;
  const lay = layFlags(flags);
  const config = lay(requireTold(await shell.config()));
  await warnOfQueues(Object.keys(queues ?? {}), shell);
  const app = makeApp(config, shell.host);
  const report = openReport(app, shell, { name: "worker", draw: () => drawQueues(queues, shell) });
  const reload = createReloader({ app, shell, lay, register: () => Promise.resolve() });
  try {
    await report.begin();
    const dispatcher = await app.createDispatcher({ queues });
    const life = { app, config, graceMs: config.graceMs, report, reload, watch, dispatcher };
    const exitCode = await workUntilStopped({ ...life, drain, serves: queues && wordWeights(queues) }, shell);
    report.end();
    return exitCode;
  } finally {
    app.close();
  }
}

interface Life extends LivingProcess {
  app: App;
  drain: boolean;
  serves: string | null;
}

async function workUntilStopped({ drain, serves, ...life }: Life, shell: Shell): Promise<number> {
  const { app, report, dispatcher } = life;
  const idle = drain ? whenIdle(dispatcher) : new AbortController().signal;
  return liveUntilStopped(life, shell, async (stop, systemd) => {
    const onPass = announceOnce(() => {
      systemd.ready();
      report.ready();
    }, systemd.alive);
    await app.attendWork({ queues: serves, onPass }, AbortSignal.any([stop, idle]));
  });
}

function whenIdle(dispatcher: Dispatcher): AbortSignal {
  const idle = new AbortController();
  void dispatcher.whenIdle().then(() => idle.abort());
  return idle.signal;
}
