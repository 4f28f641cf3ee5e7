import { valueAt } from "../command/arg-path.ts";
import type { FlagDescriptor } from "../command/descriptor.ts";
import { holdsMask, maskedFlags } from "../command/secret-args.ts";
import { ErrandError } from "../core/errors.ts";
import { shortId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { Run } from "../core/run.ts";

/** A run that is to be lived once more. */
export interface Repeated {
  run: Pick<Run, "id" | "command" | "args">;
  /** By a worker, who finds what its row says and its own environment: no secret can be given to it. */
  byWorker: boolean;
}

/** Args that no editor could put right, as no row would keep them: its next command says where they can be given. */
export class SecretError extends ErrandError {}

/** Flags that the repeated run had and this one has not: its row keeps no secret, and nobody gave them again. */
export function findLost(
  { run, byWorker }: Repeated,
  flags: readonly FlagDescriptor[],
  { input, env }: { input: JsonObject; env: NodeJS.ProcessEnv },
): FlagDescriptor[] {
  return maskedFlags(run.args, flags).filter((flag) => {
    const value = valueAt(input, flag.path);
    if (value !== undefined) return holdsMask(value);
    // What a worker's environment says is not known here.
    return flag.env === null || (!byWorker && (env[flag.env] ?? "") === "");
  });
}

/** `again`: all that has to be typed, what is lost in spite of what was typed among it. */
export function lostError(
  { lost, again }: Record<"lost" | "again", readonly FlagDescriptor[]>,
  { run, byWorker }: Repeated,
): SecretError {
  const id = shortId(run.id);
  const names = lost.map(({ flag }) => `--${flag}`);
  const envs = lost.flatMap(({ env }) => env ?? []);
  const how = `${byWorker ? "repeat it here and " : ""}give ${lost.length === 1 ? "it" : "them"} again`;
  const or = envs.length === 0 ? "" : `, or set ${envs.join(" and ")}`;
  const message = `run ${id} of ${run.command} had a secret in ${names.join(" and ")}, which the ledger does not keep: ${how}${or}`;
  return new SecretError("invalid_args", message, { next: retryWith(again, run) });
}

/** @throws SecretError for a secret that was typed for a worker: its row would not keep it. */
export function refuseTypedSecrets(
  { run, byWorker }: Repeated,
  flags: readonly FlagDescriptor[],
  input: JsonObject,
): void {
  const typed = flags.filter(({ secret, path }) => secret && (valueAt(input, path) ?? null) !== null);
  if (!byWorker || typed.length === 0) return;
  const names = typed.map(({ flag }) => `--${flag}`).join(" and ");
  const message = `${names} is secret, and a worker could not be given it: run ${shortId(run.id)} can be repeated here`;
  throw new SecretError("invalid_args", message, { next: retryWith(typed, run) });
}

/** What to type to give them again. */
export function retryWith(flags: readonly FlagDescriptor[], { id }: Pick<Run, "id">): string {
  const words = flags.map(({ flag }) => `--${flag} ${flag.toUpperCase()}`);
  return `errand retry ${shortId(id)} ${words.join(" ")}`;
}
