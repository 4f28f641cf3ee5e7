import { z } from "zod";
import { defineCommand, type CommandDefinition } from "../../../src/command/define.ts";
import { describeCommand } from "../../../src/command/describe-command.ts";
import type { ManifestEntry } from "../../../src/command/manifest.ts";
import { orderedSchedules } from "../../../src/command/ordered-schedules.ts";
import type { Config } from "../../../src/config.ts";

/** The part of a config that schedules are read from, in a project at /site. */
export function siteConfig(schedules: readonly object[] = [], more: Partial<Config> = {}) {
  return {
    root: "/site",
    file: "/site/errand.config.ts",
    timezone: "UTC",
    routes: [],
    ...more,
    schedules: schedules as Config["schedules"],
  };
}

/** A command of that project as the manifest has it, with what plain JavaScript may write as its schedule. */
export async function entry(
  name: string,
  schedule?: unknown,
  {
    config = siteConfig(),
    ...more
  }: { config?: ReturnType<typeof siteConfig> } & Partial<CommandDefinition> = {},
): Promise<ManifestEntry> {
  const file = `commands/${name.replaceAll(":", "/")}.ts`;
  const args = z.object({ stage: z.enum(["a", "b"]).default("a") });
  const definition = defineCommand({
    summary: name,
    args,
    run() {},
    ...(more as {}),
    ...({ schedule } as {}),
  });
  const ordered = orderedSchedules(config.schedules).filter(({ command }) => command === name);
  const loaded = { name, file: `/site/${file}`, definition: definition as never };
  return { name, file, descriptor: await describeCommand(loaded, "/site", ordered) };
}

export function brokenEntry(name: string): ManifestEntry {
  return { name, file: `commands/${name}.ts`, error: `commands/${name}.ts does not load: at the top` };
}
