import { styleText } from "node:util";
import { printable } from "../core/printable.ts";

type Style = Parameters<typeof styleText>[0];

const LEVELS: Record<number, { name: string; style: Style }> = {
  10: { name: "TRACE", style: "dim" },
  20: { name: "DEBUG", style: "dim" },
  30: { name: "INFO ", style: "cyan" },
  40: { name: "WARN ", style: "yellow" },
  50: { name: "ERROR", style: "red" },
  60: { name: "FATAL", style: ["bold", "red"] },
};

/** pino's number for `info`: the least that a terminal shows unless told otherwise. */
export const INFO = 30;

const OWN_FIELDS = new Set(["level", "time", "msg", "run", "command"]);

/** The level of a JSON log line, or INFO when it has none. */
export function levelOf(line: string): number {
  const match = /"level":(\d+)/.exec(line);
  return match ? Number(match[1]) : INFO;
}

/** A JSON log line in words: time, level, message, then its fields as `key=value`. Never more than one line, but for stacks. */
export function prettyLine(line: string): string {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const level = LEVELS[Number(fields["level"])] ?? { name: "INFO ", style: "cyan" };
  const time = new Date(Number(fields["time"])).toTimeString().slice(0, 8);
  const rest = Object.entries(fields).filter(([key]) => !OWN_FIELDS.has(key));
  const words = [styleText("dim", time), styleText(level.style, level.name), text(fields["msg"])];
  return [...words, ...rest.map(([key, value]) => styleText("dim", `${printable(key)}=`) + text(value))]
    .filter((word) => word !== "")
    .join(" ");
}

function text(value: unknown): string {
  if (value === undefined) return "";
  return printable(typeof value === "string" ? value : JSON.stringify(value), { oneLine: true });
}
