import { hasCommand } from "../command/discover.ts";
import { readManifest } from "../command/manifest.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { quote } from "../core/quote.ts";
import type { RunFilter } from "../store/history-store.ts";
import type { Store } from "../store/store.ts";
import type { Shell } from "./shell.ts";
import { typeAgain } from "./type-again.ts";

/** Says why there is nothing to show, and what would show something. */
export async function explainEmpty(filter: RunFilter, store: Store, shell: Shell): Promise<void> {
  const { runs } = await store.listRuns({}, { limit: 1 });
  if (runs.length === 0) {
    shell.note("nothing has run here yet", "errand list");
    return;
  }
  if (filter.command !== undefined) {
    const { command } = filter;
    const ran = await store.listRuns({ command }, { limit: 1 });
    if (ran.runs.length === 0) return explainCommand(command, store, shell);
  }
  shell.note("no run is like that", "errand history");
}

async function explainCommand(command: string, store: Store, shell: Shell): Promise<void> {
  const config = await shell.config();
  if (hasCommand(config, command)) {
    shell.note(`${command} has not run yet`, `errand run ${typeAgain([command])}`);
    return;
  }
  const ran = (await store.latestRuns()).map((run) => run.command);
  const there = (await readManifest(config)).map(({ name }) => name);
  const meant = didYouMean(command, [...new Set([...ran, ...there])]);
  const hint = meant === undefined ? "" : `; did you mean ${quote(meant)}?`;
  const next = meant === undefined ? "errand history" : `errand history --command ${typeAgain([meant])}`;
  shell.note(`no command ${quote(command)} has ever run${hint}`, next);
}
