import { ErrandError } from "../core/errors.ts";
import { RUN_STATES, type RunState, type Trigger } from "../core/run.ts";
import { isFailure } from "../core/transition.ts";
import type { RunFilter } from "../store/history-store.ts";
import { isOneOf, refuseChoice } from "./check-option.ts";
import { requireTime } from "./parse-time.ts";

export interface FilterOptions {
  command?: string;
  /** Each a state, or several with commas. */
  state?: string[];
  failed?: boolean;
  trigger?: Trigger;
  tag?: string;
  queue?: string;
  since?: string;
  until?: string;
  search?: string;
  arg?: string[];
}

/** What the flags of `history` ask the ledger. @throws ErrandError usage. */
export function readFilter(options: FilterOptions, now: number): RunFilter {
  const { command, trigger, tag, queue, search, since, until } = options;
  const states = readStates(options);
  const args = (options.arg ?? []).map(readArg);
  return {
    ...(command === undefined ? {} : { command }),
    ...(states === undefined ? {} : { states }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(tag === undefined ? {} : { tag }),
    ...(queue === undefined ? {} : { queue }),
    ...(search === undefined || search === "" ? {} : { search }),
    ...(since === undefined ? {} : { since: requireTime(since, { flag: "--since", now, verb: "history" }) }),
    ...(until === undefined ? {} : { until: requireTime(until, { flag: "--until", now, verb: "history" }) }),
    ...(args.length === 0 ? {} : { args }),
  };
}

function readStates({ state, failed }: FilterOptions): RunState[] | undefined {
  const named = state?.flatMap((list) => list.split(",")).map((word) => readState(word.trim()));
  if (failed !== true) return named;
  return [...new Set([...(named ?? []), ...RUN_STATES.filter(isFailure)])];
}

function readState(text: string): RunState {
  const word = text.replace("-", "_");
  return isOneOf(word, RUN_STATES) ? word : refuseChoice("--state", word, RUN_STATES);
}

function readArg(text: string): { path: string; value: string } {
  const at = text.indexOf("=");
  if (at > 0) return { path: text.slice(0, at), value: text.slice(at + 1) };
  throw new ErrandError("usage", `--arg ${JSON.stringify(text)} must be key=value, such as stage=review`, {
    next: "errand history --help",
  });
}
