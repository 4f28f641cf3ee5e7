import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { CrashProject, Ended, Running } from "./harness.ts";

const CRON = "/usr/sbin/cron";

/** Why no daemon can be started here, or undefined. */
export function whyNoDaemon(): string | undefined {
  if (!existsSync(CRON)) return "there is no cron here";
  if (process.getuid?.() !== 0) return "only root may start it";
  const { status } = spawnSync("unshare", ["--mount", "true"]);
  return status === 0 ? undefined : "this system gives it no spool of its own";
}

/**
 * A spool, system tables and a pid file that only this daemon and its callers see; what the host's own cron has stays
 * as it is, and is not run.
 */
const PRIVATE = `
set -e
mkdir -p "$1/crontabs"
: > "$1/none"
mount --bind "$1" /var/spool/cron
mount --bind "$1/none" /etc/crontab
mount -t tmpfs tmpfs /etc/cron.d
mount -t tmpfs tmpfs /run
# cron tells a new table by the second, and the first one may come in this very second.
touch -t 200001010000 "$1/none" "$1/crontabs" /etc/cron.d
echo "cron is up"
exec ${CRON} -f
`;

/** A real cron, for as long as a test lasts. */
export class CronDaemon {
  readonly #project: CrashProject;
  readonly #running: Running;

  private constructor(project: CrashProject, running: Running) {
    this.#project = project;
    this.#running = running;
  }

  static async start(project: CrashProject): Promise<CronDaemon> {
    const words = ["--mount", "sh", "-c", PRIVATE, "sh", project.path("spool")];
    const running = project.startProgram("unshare", words);
    await running.says("cron is up");
    return new CronDaemon(project, running);
  }

  /** Calls a program where the daemon's tables are. */
  async call(words: string[], { cwd }: { cwd: string }): Promise<Ended> {
    const enter = ["--target", String(this.#running.pid), "--mount", `--wd=${cwd}`, "--"];
    return this.#project.startProgram("nsenter", [...enter, ...words]).ended;
  }

  async end(): Promise<void> {
    this.#running.kill("SIGTERM");
    await this.#running.ended;
  }
}
