import type { Schedule } from "../../core/schedule.ts";
import type { CrontabLine } from "../../scheduler/crontab/import/crontab-line.ts";
import type { PlannedLine } from "../../scheduler/crontab/import/plan-import.ts";
import { plainWord } from "../words.ts";
import { wordLines } from "./word-lines.ts";

interface Zones {
  /** By which lines without CRON_TZ are taken. */
  zone: string;
  /** By which cron goes here. */
  hostZone: string;
}

/** What a table of verdicts does not show: a sentence each. */
export function importNotes(
  table: readonly CrontabLine[],
  lines: readonly PlannedLine[],
  zones: Zones,
): string[] {
  const own = table.filter(({ kind }) => kind === "own").map(({ number }) => number);
  const taken = lines.flatMap((line) => (line.verdict === "taken" ? line.schedule : []));
  return [
    own.length === 0 ? "" : `${wordLines(own)}: errand's own, not looked at`,
    ...(taken.length === 0 ? [] : [noteZone(taken, zones), noteMail(table), noteSecrets(taken)]),
  ].filter((note) => note !== "");
}

/** A config that names another zone than cron's would move every hour unasked. */
function noteZone(taken: readonly Schedule[], { zone, hostZone }: Zones): string {
  if (zone === hostZone || taken.every(({ timezone }) => timezone !== zone)) return "";
  return `the config lets times go by ${zone}, and cron here goes by ${hostZone}: CRON_TZ=${hostZone} above the lines keeps their hours`;
}

function noteMail(table: readonly CrontabLine[]): string {
  const asks = table.some((line) => line.kind === "setting" && line.name === "MAILTO" && line.value !== "");
  return asks ? "MAILTO: errand sends no mail; what a run prints is kept: errand logs" : "";
}

function noteSecrets(taken: readonly Schedule[]): string {
  const settings = taken.flatMap(({ program }) => Object.entries(program?.env ?? {}));
  const names = new Set(
    settings.flatMap(([name, value]) => (value !== "" && SECRET_NAME.test(name) ? name : [])),
  );
  if (names.size === 0) return "";
  return plainWord(
    `${[...names].join(", ")}: kept in the ledger, which only you can read (0600), as the crontab kept it`,
  );
}

const SECRET_NAME = /passw|passphrase|pwd$|secret|token|key|credential/i;
