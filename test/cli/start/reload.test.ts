import { expect, it } from "vitest";
import type { App } from "../../../src/app.ts";
import { ErrandError } from "../../../src/core/errors.ts";
import type { Config } from "../../../src/config.ts";
import type { Shell } from "../../../src/cli/shell.ts";
import { createReloader } from "../../../src/cli/start/reload.ts";
import { readConfig } from "../../../src/config.ts";
import type { ErrandEvent } from "../../../src/core/events.ts";
import { makeProject } from "../../command/project.ts";

it("leaves the config as it was when what is written cannot be registered", async () => {
  const cwd = makeProject({});
  const first = await readConfig({ cwd, env: {} });
  const [taken, told]: [Config[], ErrandEvent[]] = [[], []];
  const app = {
    reconfigure: (config: Config) => taken.push(config),
    events: { emit: (event: ErrandEvent) => told.push(event) },
  };
  const shell = {
    host: { cwd, env: {}, clock: { now: () => 0 } },
    config: async () => first,
    configFlags: {},
  };
  const reload = createReloader({
    app: app as unknown as App,
    shell: shell as unknown as Shell,
    lay: (config) => config,
    register: () => Promise.reject(new ErrandError("store_unavailable", "the ledger is locked", {})),
  });
  await reload.again();
  expect(taken.at(-1)).toBe(first);
  expect(told).toMatchObject([{ message: expect.stringContaining("nothing was taken up") }]);
});
