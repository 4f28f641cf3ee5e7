import type { Command, HelpConfiguration } from "commander";

/**
 * Help in the words of messages and of the README: what is to be filled in stands in capitals, options are flags, and
 * what stands behind `errand` is a verb, as a command is a project's own.
 */
export const HELP_STYLE: HelpConfiguration = {
  subcommandTerm: (command) => command.name(),
  optionTerm: (option) => inCapitals(option.flags),
  argumentTerm: (argument) => argument.name().toUpperCase(),
  commandUsage: (command) => `${pathOf(command)} ${usageOf(command)}`,
  styleTitle: (title) => TITLES[title] ?? title,
};

export const HELP_FLAG = ["-h, --help", "show this help"] as const;

const TITLES: Readonly<Record<string, string>> = { "Options:": "Flags:", "Commands:": "Verbs:" };

/** `--since <time>` as `--since TIME`. */
export function inCapitals(flags: string): string {
  return flags.replace(/<([^<>]+)>/g, (_, word: string) => word.toUpperCase());
}

function pathOf(command: Command): string {
  const above = command.parent ? `${pathOf(command.parent)} ` : "";
  return `${above}${command.name()}`;
}

/** What a verb wrote itself stays; commander's own is made of its arguments. */
function usageOf(command: Command): string {
  const usage = command.usage();
  if (!usage.startsWith("[options]")) return usage;
  const flags = usage.replace("[options] [command]", "VERB [flags]").replace("[options]", "[flags]");
  return inCapitals(flags).replace(/\[(?!flags\])([\w.-]+)\]/g, (word) => word.toUpperCase());
}
