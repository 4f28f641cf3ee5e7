import { resolve } from "node:path";
import { readEnvironment } from "./config/environment.ts";
import { findProject, type Project } from "./config/find-project.ts";
import type { Config, ConfigInput } from "./config/shape.ts";

export type { Config, ConfigInput };

/** Types a config file: `export default defineConfig({ … })`. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

/** What flags may say, relative to the working folder. */
export interface ConfigFlags {
  /** The config file; the project is then its folder. */
  config?: string | undefined;
  database?: string | undefined;
}

export interface ConfigSources {
  cwd: string;
  env: NodeJS.ProcessEnv;
  flags?: ConfigFlags;
  /** Read the file anew, though this process read it before. */
  fresh?: boolean;
}

/**
 * The config of the project around `cwd`: flags over `ERRAND_*` over the config file over defaults, frozen. Loads
 * the file's `envFile` into `process.env`.
 * @throws ErrandError invalid_config, which names the file or variable and the key.
 */
export async function readConfig({ cwd, env, flags = {}, fresh = false }: ConfigSources): Promise<Config> {
  const project = findProject(cwd, flags.config ?? env["ERRAND_CONFIG"]);
  const config =
    project.file === null && !hasSettings(env)
      ? defaults(project, env)
      : await checkedConfig(project, env, fresh);
  const database = flags.database === undefined ? config.database : resolve(cwd, flags.database);
  return freeze({ ...config, database });
}

/** Most projects say nothing, and then no file is imported and no schema is built. */
function hasSettings(env: NodeJS.ProcessEnv): boolean {
  return readEnvironment(env).length > 0;
}

async function checkedConfig(project: Project, env: NodeJS.ProcessEnv, fresh: boolean): Promise<Config> {
  const { checkConfig } = await import("./config/check-config.ts");
  return checkConfig(project, env, { defaults: defaults(project, env), fresh });
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const POOL: Config["pool"] = {
  // Asked for here only: most calls have no pool, and what counts the cores takes a quarter of a millisecond to load.
  get size() {
    return process.getBuiltinModule("node:os").availableParallelism();
  },
  maxRuns: 100_000,
};

function defaults({ root, file }: Project, env: NodeJS.ProcessEnv): Config {
  return {
    root,
    file,
    commands: resolve(root, "commands"),
    database: resolve(root, ".errand/errand.db"),
    import: [],
    envFile: null,
    timeoutMs: null,
    workTimeoutMs: HOUR,
    pool: POOL,
    killAfterMs: 10_000,
    keep: { runsMs: 90 * DAY, failuresMs: 365 * DAY, max: 1_000_000 },
    output: { cap: 1024 * 1024 },
    schedules: [],
    timezone: null,
    environment: env["NODE_ENV"] || "development",
    concurrency: 8,
    attempts: 3,
    queues: {},
    routes: [],
    graceMs: 30_000,
    notify: [],
    untold: null,
    expect: [],
    hooks: {},
  };
}

function freeze(config: Config): Config {
  for (const part of [
    config.keep,
    config.output,
    config.pool,
    config.import,
    config.schedules,
    config.queues,
    config.routes,
    config.notify,
    config.expect,
    config.hooks,
  ])
    Object.freeze(part);
  return Object.freeze(config);
}
