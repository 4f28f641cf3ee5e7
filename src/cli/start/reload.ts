import type { App } from "../../app.ts";
import { readConfig, type Config } from "../../config.ts";
import { ErrandError } from "../../core/errors.ts";
import type { Dispatcher } from "../../worker/dispatcher.ts";
import type { Shell } from "../shell.ts";
import { requireTold } from "../untold.ts";

export interface Reloader {
  /** Before anything was read, epoch ms: what was written later may not have been seen. */
  readonly readAt: number;
  /** Registers what is written now. @throws ErrandError for what keeps everything from being read. */
  register(): Promise<void>;
  /** From now on a new config reaches the dispatcher. */
  attach(dispatcher: Dispatcher): void;
  /** Reads config and commands anew; what cannot be read leaves everything as it was, and is told. */
  again(): Promise<void>;
}

export function createReloader({
  app,
  shell,
  lay,
  register,
}: {
  app: App;
  shell: Shell;
  lay: (config: Config) => Config;
  /** Makes what is written known. */
  register: () => Promise<void>;
}): Reloader {
  let attached: Dispatcher | null = null;
  let last: Promise<void> = Promise.resolve();
  /** What holds since the last that was taken up. */
  let current: Config | null = null;
  const reload = async (): Promise<void> => {
    const { cwd, env } = shell.host;
    const config = lay(requireTold(await readConfig({ cwd, env, flags: shell.configFlags, fresh: true })));
    const before = current ?? lay(await shell.config());
    app.reconfigure(config);
    try {
      await register();
    } catch (error) {
      app.reconfigure(before);
      throw error;
    }
    attached?.reconfigure(config);
    current = config;
  };
  return {
    readAt: shell.host.clock.now(),
    register,
    attach(dispatcher) {
      attached = dispatcher;
    },
    // One after the other: two at once would race for what is registered last.
    again: () => (last = last.then(reload).catch((error: unknown) => tell(error, app))),
  };
}

function tell(error: unknown, app: App): void {
  const message = error instanceof ErrandError ? error.message : String(error);
  app.events.emit({
    type: "schedule.faulty",
    message: `nothing was taken up, everything stays as it was: ${message}`,
  });
}
