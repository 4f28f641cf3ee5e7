import cronstrue from "cronstrue";
import prettyMs from "pretty-ms";
import type { DayWindow, Timing } from "../core/schedule.ts";

/** When a schedule is due, in words: "at 08:00, Monday to Friday". Its zone is not among them. */
export function describeRule({ rule, between, unless }: Pick<Timing, "rule" | "between" | "unless">): string {
  const limits = [
    ...between.map((window) => `between ${spanOf(window)}`),
    ...unless.map((window) => `not between ${spanOf(window)}`),
  ];
  return [wordsOf(rule), ...limits].join(", ");
}

function wordsOf(rule: Timing["rule"]): string {
  if (rule.kind === "every") return `every ${prettyMs(rule.ms, { verbose: true }).replace(/^1 /, "")}`;
  if (rule.kind === "at") return `once, at ${rule.local.replace("T", " ")}`;
  return cronWords(rule.expression);
}

function cronWords(expression: string): string {
  try {
    const words = cronstrue.toString(expression.replaceAll("?", "*"), {
      use24HourTimeFormat: true,
      verbose: false,
    });
    return words.charAt(0).toLowerCase() + words.slice(1).replaceAll(" through ", " to ");
  } catch {
    // It knows fewer forms than the timetable; the expression says it best then.
    return expression;
  }
}

function spanOf({ from, to }: DayWindow): string {
  return `${timeOf(from)} and ${timeOf(to)}`;
}

function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
