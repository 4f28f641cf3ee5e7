import { RUN_STATES, TRIGGERS, type RunState, type Trigger } from "../../core/run.ts";
import type { Connection } from "./connection.ts";
import { text, word, wordOrNull, type Row } from "./row.ts";

/** The runs that share command, trigger and, when they are over, their state: one range of an index. */
export interface RunGroup {
  command: string;
  /** Null: of those that live, whether they wait or run. */
  state: RunState | null;
  trigger: Trigger;
}

/** The groups that have a run, of one command or of all. It leaps from group to group and never counts through one. */
export function listGroups(connection: Connection, command?: string): RunGroup[] {
  const rows =
    command === undefined
      ? [...connection.all(ALL_OVER), ...connection.all(ALL_LIVE)]
      : [...connection.all(OVER, { command }), ...connection.all(LIVE, { command })];
  return rows.map(mapGroup);
}

/** The groups of live runs. */
export function listLiveGroups(connection: Connection): RunGroup[] {
  return connection.all(ALL_LIVE).map(mapGroup);
}

/**
 * From a group to the next: the next trigger of its state, else the next state of its command, else the next command.
 * One comparison of all columns would walk through the group instead of leaping over it.
 */
const NEXT_OVER = `
  (select seq from runs where finished_at is not null
    and command = here.command and state = here.state and trigger > here.trigger order by trigger limit 1),
  (select seq from runs where finished_at is not null
    and command = here.command and state > here.state order by state, trigger limit 1)`;
const NEXT_COMMAND_OVER = `
  (select seq from runs where finished_at is not null
    and command > here.command order by command, state, trigger limit 1)`;

const NEXT_LIVE = `
  (select seq from runs where finished_at is null
    and command = here.command and trigger > here.trigger order by trigger limit 1)`;
const NEXT_COMMAND_LIVE = `
  (select seq from runs where finished_at is null
    and command > here.command order by command, trigger limit 1)`;

const OF_COMMAND = "and command = :command";
const OVER = leapsOver(OF_COMMAND, NEXT_OVER);
const ALL_OVER = leapsOver("", `${NEXT_OVER}, ${NEXT_COMMAND_OVER}`);
const LIVE = leapsLive(OF_COMMAND, NEXT_LIVE);
const ALL_LIVE = leapsLive("", `${NEXT_LIVE}, ${NEXT_COMMAND_LIVE}`);

function leapsOver(first: string, next: string): string {
  return `with recursive groups (command, state, trigger) as (
    select * from (select command, state, trigger from runs
      where finished_at is not null ${first} order by command, state, trigger limit 1)
    union all
    select there.command, there.state, there.trigger
      from groups as here join runs as there on there.seq = coalesce(${next})
  ) select command, state, trigger from groups`;
}

/** A coalesce of one is none, which SQLite refuses. */
function leapsLive(first: string, next: string): string {
  return `with recursive groups (command, trigger) as (
    select * from (select command, trigger from runs
      where finished_at is null ${first} order by command, trigger limit 1)
    union all
    select there.command, there.trigger
      from groups as here join runs as there on there.seq = coalesce(${next}, null)
  ) select command, null as state, trigger from groups`;
}

function mapGroup(row: Row): RunGroup {
  return {
    command: text(row, "command"),
    state: wordOrNull(row, "state", RUN_STATES),
    trigger: word(row, "trigger", TRIGGERS),
  };
}
