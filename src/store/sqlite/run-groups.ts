import { RUN_STATES, TRIGGERS, type RunState, type Trigger } from "../../core/run.ts";
import type { Connection } from "./connection.ts";
import { text, word, type Row } from "./row.ts";

/** The runs that share command, state and trigger: one range of `runs_by_command`. */
export interface RunGroup {
  command: string;
  state: RunState;
  trigger: Trigger;
}

/** The groups that have a run, of one command or of all. It leaps from group to group and never counts through one. */
export function listGroups(connection: Connection, command?: string): RunGroup[] {
  const rows =
    command === undefined ? connection.all(ALL_GROUPS) : connection.all(GROUPS_OF_COMMAND, { command });
  return rows.map(mapGroup);
}

/**
 * From a group to the next: the next trigger of its state, else the next state of its command, else the next command.
 * One comparison of all three columns would walk through the group instead of leaping over it.
 */
const NEXT_OF_COMMAND = `
  (select seq from runs where command = here.command and state = here.state and trigger > here.trigger
    order by trigger limit 1),
  (select seq from runs where command = here.command and state > here.state order by state, trigger limit 1)`;

const NEXT_COMMAND = `
  (select seq from runs where command > here.command order by command, state, trigger limit 1)`;

const GROUPS_OF_COMMAND = leaps("where command = :command", NEXT_OF_COMMAND);
const ALL_GROUPS = leaps("", `${NEXT_OF_COMMAND}, ${NEXT_COMMAND}`);

function leaps(first: string, next: string): string {
  return `with recursive groups (command, state, trigger) as (
    select * from (select command, state, trigger from runs ${first} order by command, state, trigger limit 1)
    union all
    select there.command, there.state, there.trigger
      from groups as here join runs as there on there.seq = coalesce(${next})
  ) select command, state, trigger from groups`;
}

function mapGroup(row: Row): RunGroup {
  return {
    command: text(row, "command"),
    state: word(row, "state", RUN_STATES),
    trigger: word(row, "trigger", TRIGGERS),
  };
}
