import { isDefinedCommand, type LoadedCommand } from "../command/define.ts";
import { findDefinitionFault } from "../command/definition-fault.ts";
import { resolveCommand } from "../command/discover.ts";
import type { EnqueuedRun, EnqueueOptions } from "../command/enqueue.ts";
import { relativeFile, type FoundCommand } from "../command/found-command.ts";
import { wordTooDeep } from "../command/unfit-args.ts";
import { loadCommand } from "../command/load.ts";
import type { Config } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { memberOf, textOf } from "../core/thrown.ts";
import type { NewJob, QueueStore } from "../store/queue-store.ts";
import { checkOptions } from "./check-options.ts";
import { judgeArgs } from "./judge-args.ts";
import { makeJob } from "./make-job.ts";
import { targetsIn } from "./workflow/reference.ts";
import { findDefinition } from "./name-definition.ts";

/** The part of the config that whoever enqueues needs. */
export type EnqueueConfig = Pick<Config, "root" | "commands" | "import" | "attempts" | "routes">;

export interface EnqueueHouse {
  config: EnqueueConfig;
  store: Pick<QueueStore, "enqueue">;
  clock: Pick<Clock, "now">;
  actor: string;
  host: string;
  /** The run that enqueues; null: no run does. */
  parentId: string | null;
  /** Finds what a wish names. Default: in the project's folder of commands. */
  load?: LoadTarget | undefined;
}

/** The command behind its definition or its name. @throws ErrandError for what is none. */
export type LoadTarget = (command: unknown, config: EnqueueConfig) => Promise<LoadedCommand>;

/** One run that is asked for: a definition or a name, and what it is to be run with. */
export interface Wish {
  command: unknown;
  args?: object | undefined;
  options?: EnqueueOptions | undefined;
  /** Its place among many, from 0; undefined: it is the only one. */
  at?: number | undefined;
}

/** Checks each wish, then writes the runs of all of them down in one transaction. */
export async function enqueueAll(wishes: readonly Wish[], house: EnqueueHouse): Promise<EnqueuedRun[]> {
  const jobs = await prepareJobs(wishes, house);
  return house.store.enqueue(jobs, { host: house.host, now: house.clock.now() });
}

/** The jobs of all wishes. @throws ErrandError naming what is wrong with a command, its args or its options. */
export async function prepareJobs(
  wishes: readonly Wish[],
  house: Omit<EnqueueHouse, "store">,
): Promise<NewJob[]> {
  const load = loadOnce(house.load ?? loadTarget);
  const jobs: NewJob[] = [];
  for (const wish of wishes)
    jobs.push(await prepareJob(wish, { ...house, load }).catch((error: unknown) => throwOf(wish, error)));
  return jobs;
}

/** Finds each command once, for as long as one call lasts: its file may be edited before the next. */
export function loadOnce(load: LoadTarget): LoadTarget {
  const known = new Map<unknown, ReturnType<LoadTarget>>();
  return (command, config) => {
    const found = known.get(command) ?? load(command, config);
    known.set(command, found);
    return found;
  };
}

/** Of many, which one it was. */
function throwOf({ at, command }: Wish, error: unknown): never {
  if (at === undefined || !(error instanceof ErrandError)) throw error;
  const { code, message, next } = error;
  const name = typeof command === "string" ? command : textOf(memberOf(command, "summary"));
  throw new ErrandError(code, `job [${at}] of enqueueMany, ${quote(name)}: ${message}`, {
    ...(next === undefined ? {} : { next }),
    cause: error,
  });
}

async function prepareJob(
  wish: Wish,
  house: Omit<EnqueueHouse, "store" | "load"> & { load: LoadTarget },
): Promise<NewJob> {
  const { config, clock, actor, parentId, load } = house;
  const options = checkOptions(wish.options ?? {});
  const command = await load(wish.command, config);
  const args = await judgeArgs(command, readObject(wish.args ?? {}, command));
  return makeJob({ command, args, options, actor, now: clock.now(), trigger: "queue", parentId }, config);
}

/** With a definition, nothing has to be imported. */
export async function loadTarget(command: unknown, config: EnqueueConfig): Promise<LoadedCommand> {
  if (typeof command === "string") return loadCommand(resolveCommand(config, command), config);
  if (!isDefinedCommand(command))
    throw new ErrandError(
      "usage",
      `enqueue ${quote(command)}: a command is what defineCommand made, or its name as text`,
      { next: "errand list" },
    );
  const found = findDefinition(command, config.commands) ?? nameless(command.summary, config);
  const fault = findDefinitionFault(command);
  if (fault === undefined) return { ...found, definition: command };
  const message = `${relativeFile(found.file, config.root)}: ${fault}`;
  throw new ErrandError("invalid_command", message, { next: "errand list" });
}

function nameless(summary: string, { root, commands }: EnqueueConfig): FoundCommand {
  const folder = relativeFile(commands, root);
  const message = `the command ${quote(summary)} was not defined in a file of ${folder}/ (a bundler hides which): pass its name as text, enqueue("essays:archive", …)`;
  throw new ErrandError("unknown_command", message, { next: "errand list" });
}

/** Plain JavaScript may give anything. */
export function readObject(args: unknown, { name }: LoadedCommand): object {
  const next = `errand run ${name} --help`;
  if (typeof args === "object" && args !== null && !Array.isArray(args))
    return refuseToCome(args, name, next);
  throw new ErrandError("invalid_args", `args ${quote(args)} of ${name} must be an object`, { next });
}

/** Outside of a workflow nobody would ever put a result in its place. */
function refuseToCome(args: object, name: string, next: string): object {
  const deep = wordTooDeep(args);
  if (deep !== undefined) throw new ErrandError("invalid_args", `args of ${name} are ${deep}`, { next });
  if (targetsIn(args).length === 0) return args;
  const message = `args of ${name} refer to the result of another job: start(chain(…)) makes the one wait for the other`;
  throw new ErrandError("invalid_args", message, { next });
}
