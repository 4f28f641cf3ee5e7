import { ErrandError } from "../core/errors.ts";
import type { Run } from "../core/run.ts";
import type { Store } from "../store/store.ts";
import { quote } from "../core/quote.ts";
import { iso } from "../core/run-json.ts";
import type { Shell } from "./shell.ts";
import { typeAgain } from "./type-again.ts";

/** How many candidates an answer to an ambiguous word names. */
const NAMED = 5;

/**
 * The run that a person means: `last`, its id, or a beginning of it that no other run has; dashes do not count.
 * @throws ErrandError unknown_run, ambiguous_run.
 */
export async function findRun(word: string, shell: Shell): Promise<Run> {
  return word === "last" ? lastRun((await shell.app()).store) : byPrefix(word, shell);
}

async function lastRun(store: Store): Promise<Run> {
  const { runs } = await store.listRuns({}, { limit: 1 });
  if (runs[0]) return runs[0];
  throw new ErrandError("unknown_run", "nothing has run yet", { next: "errand list" });
}

async function byPrefix(word: string, shell: Shell): Promise<Run> {
  const { store } = await shell.app();
  const isId = ID.test(word.replaceAll("-", ""));
  const found = isId ? await store.findRunsByPrefix(word, NAMED + 1) : [];
  const [run] = found;
  if (run && found.length === 1) return run;
  throw run ? ambiguous(word, found) : await unknown(word, { isId, shell });
}

/** Fewer digits would only be a slip: all ids of many years begin with the same three. */
const ID = /^[0-9a-f]{4,32}$/i;

/** Who names a command means one of its runs. */
async function unknown(word: string, { isId, shell }: { isId: boolean; shell: Shell }): Promise<ErrandError> {
  const expected = isId ? "" : ": give its id, at least four characters of it, or last";
  const { runs } = await (await shell.app()).store.listRuns({ command: word }, { limit: 1 });
  const next = runs.length === 0 ? "errand history" : `errand history --command ${typeAgain([word])}`;
  return new ErrandError("unknown_run", `there is no run ${quote(word)}${expected}`, { next });
}

function ambiguous(word: string, found: Run[]): ErrandError {
  const named = found.slice(0, NAMED).map((run) => `${run.id} (${run.command}, ${iso(run.requestedAt)})`);
  const more = found.length > NAMED ? " and more" : "";
  return new ErrandError(
    "ambiguous_run",
    `${word} begins the ids of several runs: ${named.join(", ")}${more}`,
    {
      next: `errand show ${found[0]?.id ?? "RUN"}`,
    },
  );
}
