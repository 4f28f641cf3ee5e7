import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Config } from "../config.ts";
import { broken, ok, survive, warning, type Finding } from "./doctor-finding.ts";
import type { Shell } from "./shell.ts";

/** The ledger: where it is, who may read it, whether it is sound. One that is not there yet is not made. */
export async function checkLedger(
  { config, deep }: { config: Config; deep: boolean },
  shell: Shell,
): Promise<Finding[]> {
  const { database } = config;
  const disk = await survive("disk", () => checkDisk(nearestFolder(database)));
  if (!existsSync(database))
    return [ok("ledger", `${database} is not there yet: the first run makes it`), disk];
  return [
    await survive("ledger", () => checkContents(deep, shell)),
    await survive("ledger's folder", () => checkMode("ledger's folder", dirname(database), 0o700)),
    await survive("ledger's file", () => checkMode("ledger's file", database, 0o600)),
    disk,
    await survive("lost runs", () => checkLost(shell)),
  ];
}

async function checkContents(deep: boolean, shell: Shell): Promise<Finding> {
  const { store } = await shell.app();
  const facts = await store.inspect(deep);
  const said = `${facts.location}, ${facts.engine}, schema ${facts.schemaVersion}, ${facts.runs} runs, ${megabytes(facts.bytes)}`;
  if (facts.problems.length > 0)
    return broken("ledger", `${said}; damaged: ${facts.problems.join("; ")}`, rescueCopy(facts.location));
  return ok("ledger", deep ? `${said}, sound throughout` : said);
}

/** SQLite's own way to save from a damaged file what can be read. */
function rescueCopy(file: string): string {
  return `sqlite3 ${file} .recover | sqlite3 ${file}.recovered`;
}

function checkMode(about: string, path: string, wanted: number): Finding {
  if (process.platform === "win32") return ok(about, "modes mean nothing on Windows");
  const mode = statSync(path).mode & 0o777;
  const said = `${path}, mode ${octal(mode)}`;
  if ((mode & ~wanted) === 0) return ok(about, said);
  return warning(about, `${said}: others than its owner may use it`, `chmod ${octal(wanted)} ${path}`);
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

const SCARCE_BYTES = 500e6;
const EXHAUSTED_BYTES = 10e6;

/** File systems of other machines, whose locks and shared memory SQLite's write-ahead log cannot trust. */
const NETWORK: Readonly<Record<number, string>> = {
  0x6969: "NFS",
  0x517b: "SMB",
  0xfe534d42: "SMB",
  0xff534d42: "CIFS",
};

function checkDisk(folder: string): Finding {
  const { bavail, bsize, type } = statfsSync(folder);
  const free = bavail * bsize;
  const said = `${megabytes(free)} free at ${folder}`;
  const network = NETWORK[type];
  if (network !== undefined)
    return warning(
      "disk",
      `${said}, on ${network}: a ledger needs a local disk`,
      "errand doctor --database FILE",
    );
  if (free < EXHAUSTED_BYTES) return broken("disk", said, `df -h ${folder}`);
  return free < SCARCE_BYTES ? warning("disk", said, `df -h ${folder}`) : ok("disk", said);
}

function nearestFolder(file: string): string {
  const folder = dirname(file);
  return existsSync(folder) || folder === dirname(folder) ? folder : nearestFolder(folder);
}

const RECENTLY_DAYS = 7;
const DAY_MS = 86_400_000;

/** Looks for the dead first, so that none is counted as living. */
async function checkLost(shell: Shell): Promise<Finding> {
  const app = await shell.app();
  await app.rescue();
  const { lost } = await app.store.countRuns({ since: shell.host.clock.now() - RECENTLY_DAYS * DAY_MS });
  if (lost === 0) return ok("lost runs", `none in ${RECENTLY_DAYS} days`);
  return warning(
    "lost runs",
    `${lost} in ${RECENTLY_DAYS} days: their processes vanished`,
    "errand history --state lost",
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`;
}
