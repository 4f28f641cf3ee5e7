import type { EnqueuedRun } from "../command/enqueue.ts";
import { ErrandError } from "../core/errors.ts";
import { quote } from "../core/quote.ts";
import { checkOptionNames } from "../core/known-options.ts";
import { memberOf } from "../core/thrown.ts";
import { isJob } from "../queue/workflow/build.ts";
import type { Wish } from "../queue/enqueuer.ts";
import type { Enqueuer } from "./shape.ts";

/** Both ways to ask for runs, made of the one that takes all of them. */
export function enqueuer(all: (wishes: Wish[]) => Promise<EnqueuedRun[]>): Omit<Enqueuer, "start"> {
  const one = async (command: unknown, args?: object, options?: object): Promise<EnqueuedRun | undefined> =>
    (await all([{ command, args, options }]))[0];
  return {
    enqueue: one as Enqueuer["enqueue"],
    enqueueMany: async (jobs) => all(readJobs(jobs)),
  };
}

/** Plain JavaScript may give anything. */
function readJobs(jobs: unknown): Wish[] {
  if (!Array.isArray(jobs)) throw refusal(`takes a list of jobs, and ${quote(jobs)} is none`);
  // A hole in the list is looked at too.
  return Array.from(jobs, (job: unknown, at) => {
    if (memberOf(job, "command") === undefined)
      throw refusal(`takes jobs, { command, args, options }, and [${at}] ${quote(job)} names no command`);
    const { command, args, options } = isJob(job)
      ? job
      : checkOptionNames(job as Omit<Wish, "at">, `job [${at}] of enqueueMany`, {
          command: true,
          args: true,
          options: true,
        });
    return { command, args, options, at };
  });
}

function refusal(what: string): ErrandError {
  const message = `enqueueMany ${what}: enqueueMany([job("essays:archive", { … })])`;
  return new ErrandError("usage", message, { next: "errand list" });
}
