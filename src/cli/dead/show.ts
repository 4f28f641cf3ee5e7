import type { Command } from "commander";
import { shortId } from "../../core/ids.ts";
import { printable } from "../../core/printable.ts";
import type { Run } from "../../core/run.ts";
import type { Failure, FailureGroup } from "../../store/failure-store.ts";
import { addProjectFlags } from "../project-flags.ts";
import { rescueToRead } from "../rescue-to-read.ts";
import { runJson } from "../../core/run-json.ts";
import type { Shell } from "../shell.ts";
import { showRun } from "../show.ts";
import { agoWord, plainWord, whyWord } from "../words.ts";
import { groupJson } from "./failure-json.ts";
import { findGroup, findNamed } from "./find-failure.ts";

interface ShowOptions {
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command.argument("<what>", "a fingerprint of dead list, or a run"), shell)
    .option("--json", "as JSON")
    .action(shell.act((word: string, options: ShowOptions) => show(word, options, shell)));
}

/** More would not be read; `--json` has more. */
const SHOWN = 20;
const IN_JSON = 1_000;

async function show(word: string, { json }: ShowOptions, shell: Shell): Promise<void> {
  const { store } = await rescueToRead(shell);
  const group = await findGroup(word, shell);
  if (!group) return showRun((await findNamed(word, shell)).id, { json: json === true }, shell);
  const limit = json === true ? IN_JSON : SHOWN;
  const { failures } = await store.failures({ fingerprint: group.fingerprint }, { limit });
  if (json === true)
    shell.printJson({ group: groupJson(group), runs: failures.map(({ run }) => runJson(run)) });
  else shell.tell(describeGroup(group, failures, shell.host.clock.now()));
}

function describeGroup(group: FailureGroup, failures: Failure[], now: number): string {
  const { fingerprint, command, count, firstAt, lastAt, example } = group;
  const times =
    count === 1 ? agoWord(lastAt, now) : `${agoWord(lastAt, now)}, first ${agoWord(firstAt, now)}`;
  const said = example.error?.stack ? printable(example.error.stack) : plainWord(whyWord(example));
  const hidden = count - failures.length;
  return [
    `${fingerprint}  ${plainWord(command)} failed ${count === 1 ? "once" : `${count} times`}, ${times}`,
    "",
    said,
    "",
    ...failures.map(({ run }) => `  ${runLine(run, now)}`),
    ...(hidden > 0 ? [`  and ${hidden} more: errand dead show ${fingerprint} --json`] : []),
    "",
    nextLine(fingerprint, example),
  ].join("\n");
}

/** Much more than a person reads; `errand show` has all of it. */
const LONGEST_ARGS = 200;

function runLine({ id, args, finishedAt, requestedAt }: Run, now: number): string {
  const text = JSON.stringify(args);
  const said = text.length > LONGEST_ARGS ? `${text.slice(0, LONGEST_ARGS).toWellFormed()}…` : text;
  return plainWord(`${shortId(id)}  ${agoWord(finishedAt ?? requestedAt, now)}  ${said}`);
}

function nextLine(fingerprint: string, { id, queue }: Run): string {
  const ids = shortId(id);
  const next =
    queue === null
      ? [`errand retry ${ids}`, `errand dead ack ${ids}`]
      : [
          `errand dead retry ${fingerprint}`,
          `errand dead retry --edit ${ids}`,
          `errand dead discard ${fingerprint} --reason TEXT`,
        ];
  return `Next: ${next.join("   ")}`;
}
