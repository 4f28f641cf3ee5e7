import { relative, resolve } from "node:path";
import { loadEnvFile } from "node:process";
import type { z } from "zod";
import type { Config } from "./shape.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { wordRule } from "../core/word-rule.ts";
import { readEnvironment, type Setting } from "./environment.ts";
import type { Project } from "./find-project.ts";
import { importDefault } from "./import-default.ts";
import { readRules } from "./read-notify.ts";
import { CONFIG_KEYS, CONFIG_SCHEMA, keysAt, type CheckedInput } from "./schema.ts";
import { messageOf } from "../core/thrown.ts";

/** Reads the config file and the environment, checks each, and lays them over the defaults. */
export async function checkConfig(
  project: Project,
  env: NodeJS.ProcessEnv,
  { defaults, fresh }: { defaults: Config; fresh: boolean },
): Promise<Config> {
  const fromFile = project.file === null ? {} : await readFile(project.file, { root: project.root, fresh });
  if (fromFile.envFile != null) loadVariables(resolve(project.root, fromFile.envFile));
  const notify = readNotify(fromFile, { project, env });
  return { ...lay(checkEnvironment(env), lay(fromFile, defaults)), ...notify };
}

/** After the variables of `envFile`, which may hold its secrets. */
function readNotify(
  { notify }: CheckedInput,
  { project, env }: { project: Project; env: NodeJS.ProcessEnv },
): Pick<Config, "notify" | "untold"> | undefined {
  try {
    const file = relative(project.root, project.file ?? "");
    return notify && readRules(notify, { file, env: { ...process.env, ...env } });
  } catch (error) {
    throw error instanceof RangeError ? refusal(error.message) : error;
  }
}

/** The same for a config that stands in code; `name` is what messages call it. */
export function layInput(input: unknown, name: string, defaults: Config): Config {
  return lay(
    check(input, (issue, value) => wordFileIssue(name, issue, value)),
    defaults,
  );
}

async function readFile(
  file: string,
  { root, fresh }: { root: string; fresh: boolean },
): Promise<CheckedInput> {
  const name = relative(root, file);
  const loaded = await importDefault(file, root, { fresh });
  if ("fault" in loaded) throw refusal(`${name} does not load: ${loaded.fault}`, loaded.next);
  return check(loaded.value, (issue, value) => wordFileIssue(name, issue, value));
}

function check(input: unknown, word: (issue: z.core.$ZodIssue, value: unknown) => string): CheckedInput {
  const judged = CONFIG_SCHEMA.safeParse(input, { reportInput: true });
  if (judged.success) return judged.data;
  throw refusal(judged.error.issues.map((issue) => word(issue, issue.input)).join("; "));
}

function wordFileIssue(file: string, issue: z.core.$ZodIssue, value: unknown): string {
  const key = issue.path.join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((one) => wordUnknown(file, issue.path, one)).join("; ");
  if (key === "") return `${file} must export an object by default: export default defineConfig({ … })`;
  // A whole rule of notify holds its secrets.
  const shown = issue.path[0] === "notify" && typeof value === "object" ? "" : ` ${quote(value)}`;
  return `${file}: ${key}${shown} ${wordRule(issue)}`;
}

function wordUnknown(file: string, parents: readonly PropertyKey[], key: string): string {
  const name = [...parents, key].join(".");
  const known = parents.length < 2 ? CONFIG_KEYS : (keysAt(parents) ?? []);
  const meant = didYouMean(parents.length < 2 ? name : key, known);
  const hint = known.length === 0 ? "" : `; keys are ${known.join(", ")}`;
  return `${file}: there is no key ${quote(name)}${meant === undefined ? hint : `; did you mean ${quote(meant)}?`}`;
}

function checkEnvironment(env: NodeJS.ProcessEnv): CheckedInput {
  const settings = readEnvironment(env);
  return check(nested(settings), (issue, value) => {
    const setting = settings.find(({ variable }) => variable.key === issue.path.slice(0, 2).join("."));
    return `${setting?.variable.name ?? "ERRAND_*"} ${quote(value)} ${wordRule(issue)}`;
  });
}

function nested(settings: Setting[]): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const { variable, value } of settings) {
    const [group = "", key] = variable.key.split(".");
    input[group] = key === undefined ? value : { ...(input[group] as object | undefined), [key]: value };
  }
  return input;
}

function loadVariables(file: string): void {
  try {
    loadEnvFile(file);
  } catch (error) {
    throw refusal(`envFile ${file} cannot be read: ${messageOf(error)}`);
  }
}

/** Later keys over earlier ones; paths count from the project's root. */
function lay(input: CheckedInput, under: Config): Config {
  const { commands, database, envFile, keep = {}, output = {}, pool = {} } = input;
  const from = (path: string): string => resolve(under.root, path);
  return {
    root: under.root,
    file: under.file,
    commands: commands === undefined ? under.commands : from(commands),
    database: database === undefined ? under.database : from(database),
    import: input.import ?? under.import,
    envFile: envFile == null ? under.envFile : from(envFile),
    timeoutMs: input.timeout === undefined ? under.timeoutMs : input.timeout,
    workTimeoutMs: workTimeoutOf(input, under),
    pool: { size: pool.size ?? under.pool.size, maxRuns: pool.maxRuns ?? under.pool.maxRuns },
    killAfterMs: input.killAfter ?? under.killAfterMs,
    keep: {
      runsMs: keep.runs ?? under.keep.runsMs,
      failuresMs: keep.failures ?? under.keep.failuresMs,
      max: keep.max ?? under.keep.max,
    },
    output: { cap: output.cap ?? under.output.cap },
    schedules: input.schedules ?? under.schedules,
    timezone: input.timezone ?? under.timezone,
    environment: input.environment ?? under.environment,
    concurrency: input.concurrency ?? under.concurrency,
    attempts: input.attempts ?? under.attempts,
    queues: input.queues ?? under.queues,
    routes: input.routes === undefined ? under.routes : Object.entries(input.routes),
    graceMs: input.grace ?? under.graceMs,
    notify: under.notify,
    untold: under.untold,
    expect: input.expect?.map(({ command, within }) => ({ command, withinMs: within })) ?? under.expect,
    hooks: input.hooks ?? under.hooks,
  };
}

/** Who sets a limit for all commands means the background ones too; to take it off says nothing of those. */
function workTimeoutOf({ workTimeout, timeout }: CheckedInput, under: Config): number | null {
  if (workTimeout !== undefined) return workTimeout;
  return timeout ?? under.workTimeoutMs;
}

function refusal(message: string, next = "errand doctor"): ErrandError {
  return new ErrandError("invalid_config", message, { next });
}
