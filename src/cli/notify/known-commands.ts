import type { Config } from "../../config.ts";
import { readManifest } from "../../command/manifest.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { ErrandError } from "../../core/errors.ts";
import { fitsPattern } from "../../core/name-pattern.ts";
import type { NoticeRule } from "../../core/notice.ts";
import { quote } from "../../core/quote.ts";
import type { Shell } from "../shell.ts";
import { typeAgain } from "../type-again.ts";

/** Every name that something may be told of: of the project's commands, of schedules, and of what ever ran. */
export async function knownCommands(shell: Shell): Promise<string[]> {
  const [{ store }, config] = [await shell.app(), await shell.config()];
  const there = (await readManifest(config)).map(({ name }) => name);
  const scheduled = (await store.schedules()).map(({ schedule }) => schedule.command);
  const ran = (await store.latestRuns()).map(({ command }) => command);
  return [...new Set([...there, ...scheduled, ...ran])];
}

/**
 * @throws ErrandError usage for a pattern that fits no command, and is in no rule either: a slip would leave the alarm
 * on. `also`: what else may have been meant.
 */
export async function requireKnown(
  pattern: string,
  verb: "snooze" | "wake",
  shell: Shell,
  also: readonly string[] = [],
): Promise<void> {
  const config = await shell.config();
  const names = [...(await knownCommands(shell)), ...config.expect.map(({ command }) => command)];
  if (names.some((name) => fitsPattern(name, pattern))) return;
  if (readableRules(config).some(({ commands }) => commands === pattern)) return;
  const meant = didYouMean(pattern, [...also, ...names]);
  const hint = meant === undefined ? "" : `; did you mean ${quote(meant)}?`;
  const rest = verb === "snooze" ? " --for 2h" : "";
  throw new ErrandError("usage", `there is no command ${quote(pattern)} to ${verb}${hint}`, {
    next: meant === undefined ? "errand list" : `errand notify ${verb} ${typeAgain([meant])}${rest}`,
  });
}

/** What the config's rules and expectations name that fits no command, in words. */
export async function wordStrangers(shell: Shell): Promise<string[]> {
  const config = await shell.config();
  const { expect } = config;
  const rules = [...new Set(readableRules(config).map(({ commands }) => commands))];
  if (rules.length + expect.length === 0) return [];
  const names = await knownCommands(shell);
  const isStranger = (pattern: string): boolean => !names.some((name) => fitsPattern(name, pattern));
  const word = (where: string, pattern: string): string => {
    const meant = didYouMean(pattern, names);
    return `${where} ${quote(pattern)}${meant === undefined ? "" : `; did you mean ${quote(meant)}?`}`;
  };
  return [
    ...rules.filter((one) => one !== "*" && isStranger(one)).map((one) => word("notify: commands", one)),
    ...expect.flatMap(({ command }) => (names.includes(command) ? [] : [word("expect: command", command)])),
  ];
}

/** What stands in the config, though a variable that one of its rules needs is not set and none of them is in force. */
function readableRules({ notify, untold }: Config): readonly Pick<NoticeRule, "commands">[] {
  return untold?.readable ?? notify;
}
