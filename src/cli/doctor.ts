import { styleText } from "node:util";
import type { Command } from "commander";
import { EXIT, ErrandError } from "../core/errors.ts";
import { printable } from "../core/printable.ts";
import { checkCommands } from "./doctor-commands.ts";
import type { Finding, Mark } from "./doctor-finding.ts";
import { checkGround } from "./doctor-ground.ts";
import { checkLedger } from "./doctor-ledger.ts";
import { addProjectFlags } from "./project-flags.ts";
import type { Shell } from "./shell.ts";

interface DoctorOptions {
  deep?: boolean;
  json?: boolean;
}

export function define(command: Command, shell: Shell): void {
  addProjectFlags(command, shell)
    .option("--deep", "read the whole ledger and check its integrity")
    .option("--json", "every finding as JSON")
    .action(shell.act((options: DoctorOptions) => examine(options, shell)));
}

/** @throws ErrandError unhealthy when something is broken. */
async function examine({ deep = false, json = false }: DoctorOptions, shell: Shell): Promise<number> {
  const findings = await check(deep, shell);
  const broken = findings.filter(({ mark }) => mark === "broken");
  if (json) {
    shell.printJson({ healthy: broken.length === 0, findings });
    return broken.length === 0 ? EXIT.ok : EXIT.failed;
  }
  shell.print(findings.map((finding) => word(finding, shell)).join("\n"));
  if (broken.length > 0) throw unhealthy(broken, findings.length);
  return EXIT.ok;
}

/** Without a config there is no telling where ledger and commands are. */
async function check(deep: boolean, shell: Shell): Promise<Finding[]> {
  const ground = await checkGround(shell);
  const config = await shell.config().catch(() => null);
  if (!config)
    return [
      ...ground,
      {
        about: "ledger, commands",
        mark: "warning",
        said: "not looked at: the config comes first",
        next: null,
      },
    ];
  return [
    ...ground,
    ...(await checkLedger({ config, deep }, shell)),
    ...(await checkCommands(config, shell.host.clock)),
  ];
}

const MARKS: Record<Mark, { sign: string; style: "green" | "yellow" | "red" }> = {
  ok: { sign: "✓", style: "green" },
  warning: { sign: "!", style: "yellow" },
  broken: { sign: "✗", style: "red" },
};

function word({ about, mark, said, next }: Finding, { host }: Shell): string {
  const { sign, style } = MARKS[mark];
  const shown = host.isTerminal("stdout") ? styleText(style, sign) : sign;
  const line = printable(`${about}: ${said}`, { oneLine: true });
  return `${shown} ${line}${next === null ? "" : `. Next: ${printable(next, { oneLine: true })}`}`;
}

function unhealthy(broken: Finding[], all: number): ErrandError {
  const count = broken.length === 1 ? "1 finding is" : `${broken.length} findings are`;
  const next = broken.find((finding) => finding.next !== null)?.next ?? "errand list";
  return new ErrandError("unhealthy", `of ${all} findings, ${count} broken`, { next });
}
