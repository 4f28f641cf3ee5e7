import type { ConfigFlags } from "../config.ts";
import { typeAgain } from "./type-again.ts";

/** Verbs that are about no ledger, or about a project that is not there yet. */
const FREE = new Set(["init", "complete"]);
const GROUPS = new Set(["dead", "queue", "schedule", "crontab", "notify"]);

/**
 * A command to type next, with the flags that named the project and the ledger of this call: without them it would be
 * about others. They stand right behind the verb, where every verb takes them.
 */
export function carryFlags(next: string, flags: ConfigFlags): string {
  const [errand, verb = "", ...rest] = next.split(" ");
  if (errand !== "errand" || FREE.has(verb) || verb.startsWith("-")) return next;
  const isBelow = GROUPS.has(verb) && rest[0]?.startsWith("-") === false;
  const [below, words] = isBelow ? [rest.slice(0, 1), rest.slice(1)] : [[], rest];
  const carried = missing(words.includes("--help") ? forHelp(words, flags) : flags, words);
  return ["errand", verb, ...below, ...carried, ...words].join(" ");
}

/** Help reads no ledger, and that of a verb no project either. */
function forHelp(words: readonly string[], { config }: ConfigFlags): ConfigFlags {
  return words.length > 1 ? { config } : {};
}

function missing({ config, database }: ConfigFlags, words: readonly string[]): string[] {
  return Object.entries({ "--config": config, "--database": database }).flatMap(([flag, value]) =>
    value === undefined || words.some((word) => word.split("=", 1)[0] === flag)
      ? []
      : [`${flag} ${typeAgain([value])}`],
  );
}

/** The same for a text that ends with what to type next. */
export function carryFlagsAtEnd(text: string, flags: ConfigFlags): string {
  if ((flags.config ?? flags.database) === undefined) return text;
  return text.replace(AT_END, (_, head: string, next: string) => {
    return (
      head +
      next
        .split("   ")
        .map((one) => carryFlags(one, flags))
        .join("   ")
    );
  });
}

/** The same for an event's lines, of which a batch of runs has one each; what a run said itself may stand between them. */
export function carryFlagsInLines(text: string, flags: ConfigFlags): string {
  return text
    .split("\n")
    .map((one) => (one.startsWith("errand: ") ? carryFlagsAtEnd(one, flags) : one))
    .join("\n");
}

/** Between the two may stand what ends a colour. */
const AT_END = /(Next:[^\n]*?)(errand [^\n]*)(?=\n*$)/;
