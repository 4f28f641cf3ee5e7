import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { CommandError, daily, defineCommand, z, type CommandContext } from "errand";
import { BackupName } from "./_lib/sqlite/backup-name.ts";
import { copyDatabase } from "./_lib/sqlite/copy-database.ts";
import { explained, openDatabase } from "./_lib/sqlite/open-database.ts";

const ARGS = z.object({
  database: z
    .string()
    .default(".errand/errand.db")
    .describe("SQLite file; unless told, errand's own ledger")
    .meta({ env: "ERRAND_DATABASE" }),
  to: z.string().default("backups").describe("folder for the backups"),
  name: z
    .string()
    .regex(/^[\w][\w.-]*$/, "must be letters, digits, - _ and .")
    .optional()
    .describe(
      "first part of the backups' names, for two databases of one name in one folder (default: the database's)",
    ),
  keep: z.int().min(1).default(7).describe("backups to keep; older ones of this database are deleted"),
  dryRun: z.boolean().default(false).describe("say what would be written and deleted"),
});
type Args = z.output<typeof ARGS>;

/**
 * The time in a backup's name is when it was made, not `scheduledFor`: a late run must not claim to be an older state.
 * Old backups are deleted only after the new one passed its check.
 */
export default defineCommand({
  summary: "Back up a SQLite database that is in use, and keep the last few backups",
  args: ARGS,
  positional: ["database"],
  examples: ["--dry-run", "app.db --to /srv/backups --keep 14"],
  schedule: { ...daily("03:30"), catchUp: { policy: "latest", within: "12h" } },
  async run(context) {
    const { args } = context;
    using source = openDatabase(args.database, { readOnly: true, flag: "--database" });
    try {
      const planned = await plan(args);
      return args.dryRun ? await foretell(planned, args) : await backUp(source, planned, context);
    } catch (error) {
      throw explained(`backup of "${args.database}" to "${args.to}"`, error);
    }
  },
});

interface Plan {
  names: BackupName;
  file: string;
  /** Backups that the new one makes superfluous. */
  old: string[];
  leftovers: string[];
}

async function plan({ database, name, to, keep }: Args): Promise<Plan> {
  const names = new BackupName(database, name);
  const file = names.at(new Date());
  if (existsSync(join(to, file)))
    throw new CommandError(`${join(to, file)} was made this very second; try again in the next`);
  const files = existsSync(to) ? await readdir(to) : [];
  return { names, file, old: names.backupsIn(files).slice(keep - 1), leftovers: names.leftoversIn(files) };
}

async function foretell(
  { file, old }: Plan,
  { database, to }: Args,
): Promise<{ bytes: number; wouldDelete: string[] }> {
  const lines = [`would write ${join(to, file)}`, ...old.map((name) => `would delete ${join(to, name)}`)];
  process.stdout.write(`${lines.join("\n")}\n`);
  return { bytes: (await stat(database)).size, wouldDelete: old };
}

async function backUp(
  source: DatabaseSync,
  { names, file, old, leftovers }: Plan,
  { args, log, progress, signal }: CommandContext<Args>,
): Promise<{ file: string; bytes: number; deleted: string[] }> {
  const to = join(args.to, file);
  await mkdir(args.to, { recursive: true, mode: 0o700 });
  await remove(args.to, leftovers);
  await copyDatabase(source, { partial: join(args.to, names.partial(file)), to, progress, signal });
  await remove(args.to, old);
  for (const name of old) log.info(`deleted ${join(args.to, name)}`);
  const bytes = (await stat(to)).size;
  process.stdout.write(`${to} (${bytes} bytes, checked)\n`);
  return { file: to, bytes, deleted: old };
}

async function remove(folder: string, names: string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name));
}
