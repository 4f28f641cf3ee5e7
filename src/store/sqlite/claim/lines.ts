/**
 * The lines that wait, as `line (queue, command, priority)`, for a `with recursive`: inside a queue by command, inside a
 * command the highest priority first. From one to the next by leaps in the index of turns: there are few lines, of many
 * runs, and one comparison of all columns would walk through a line instead of leaping over it.
 */
export const LINES = `line (queue, command, priority) as (
    select * from (select queue, command, priority from runs where run_after is not null
      order by queue, command, priority desc limit 1)
    union all
    select there.queue, there.command, there.priority
      from line as here join runs as there on there.seq = coalesce(
        (select seq from runs where run_after is not null and queue = here.queue and command = here.command
          and priority < here.priority order by priority desc limit 1),
        (select seq from runs where run_after is not null and queue = here.queue
          and command > here.command order by command, priority desc limit 1),
        (select seq from runs where run_after is not null
          and queue > here.queue order by queue, command, priority desc limit 1))
  )`;

/** Of those who wait in `line`. */
export const IN_LINE = "queue = line.queue and command = line.command and priority = line.priority";
