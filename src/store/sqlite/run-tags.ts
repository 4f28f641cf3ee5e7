import type { Connection } from "./connection.ts";

/** Keeps a new run's tags in their order; they are read with the run. */
export function insertTags(connection: Connection, run: number, tags: string[]): void {
  for (const [position, tag] of tags.entries()) {
    connection.run("insert into run_tags (run, position, tag) values (:run, :position, :tag)", {
      run,
      position,
      tag,
    });
  }
}
