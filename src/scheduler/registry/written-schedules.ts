import { relativeFile } from "../../command/found-command.ts";
import type { CommandDescriptor, DescribedSchedule } from "../../command/descriptor.ts";
import type { ManifestEntry } from "../../command/manifest.ts";
import { plainJson } from "../../command/plain-json.ts";
import type { Config } from "../../config.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { quote } from "../../core/quote.ts";
import { wordFault, type ScheduleFault } from "./schedule-fault.ts";

/** The part of the config that schedules are read from. */
export type ScheduleConfig = Pick<Config, "root" | "file" | "schedules" | "timezone" | "routes">;

/** A schedule as somebody wrote it, not judged yet. */
export interface WrittenSchedule {
  place: string;
  /** Its place in the list that it stands in; null when it stands alone. */
  index: number | null;
  source: "code" | "config";
  /** What its runs are called; null when a program's name is no text. */
  name: string | null;
  /** Without args. */
  written: JsonObject;
  /** Null for a program. */
  command: { descriptor: CommandDescriptor; described: DescribedSchedule } | null;
}

/** Every schedule of modules and config, in the order of the commands; programs last. Modules that do not load have none. */
export function collectWritten(
  entries: readonly ManifestEntry[],
  config: ScheduleConfig,
): { written: WrittenSchedule[]; faults: ScheduleFault[] } {
  const place = config.file === null ? "the config" : relativeFile(config.file, config.root);
  const ofCommands = entries.flatMap((entry) => ("error" in entry ? [] : ofCommand(entry.descriptor, place)));
  const rest = config.schedules.map((raw, index) => ofConfig(plainJson(raw), { index, place, entries }));
  return {
    written: [...ofCommands, ...rest.flatMap((one) => one.written ?? [])],
    faults: rest.flatMap((one) => one.fault ?? []),
  };
}

function ofCommand(descriptor: CommandDescriptor, configPlace: string): WrittenSchedule[] {
  const { schedules, file } = descriptor;
  const isList = schedules.filter(({ source }) => source === "code").length > 1;
  return schedules.map((described) => {
    const { source, index, written } = described;
    const isCode = source === "code";
    return {
      place: isCode ? file : configPlace,
      index: isCode && !isList ? null : index,
      source,
      name: descriptor.name,
      written,
      command: { descriptor, described },
    };
  });
}

/** What the config itself can tell: programs, and what is of nobody. Schedules of commands came with the commands. */
function ofConfig(
  raw: JsonObject,
  { index, place, entries }: { index: number; place: string; entries: readonly ManifestEntry[] },
): { written?: WrittenSchedule; fault?: ScheduleFault } {
  const { command, exec, name } = raw;
  const refuse = (value: unknown, rule: string): { fault: ScheduleFault } => ({
    fault: wordFault({ place, id: textOf(raw["id"]), index }, { field: "command", value, rule }),
  });
  if (command !== undefined && exec !== undefined)
    return refuse(command, "cannot stand beside exec: one of the two");
  if (exec !== undefined)
    return { written: { place, index, source: "config", name: textOf(name), written: raw, command: null } };
  if (typeof command !== "string")
    return refuse(command, 'must name a command; a program stands in exec: ["pg_dump", "shop"]');
  const names = entries.map(({ name }) => name);
  if (names.includes(command)) return {};
  const meant = didYouMean(command, names);
  const hint = meant === undefined ? "; errand list shows them all" : `; did you mean ${quote(meant)}?`;
  return refuse(command, `is no command of this project${hint}`);
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
