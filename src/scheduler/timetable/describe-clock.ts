import cronstrue from "cronstrue";
import { fieldValues } from "./field-values.ts";
import { listed } from "./listed.ts";

/** The time of day in words: `at 08:00 and 20:00`, `every 15 minutes, between 08:00 and 17:59`. */
export function describeClock({
  second,
  minute,
  hour,
}: {
  second: string;
  minute: string;
  hour: string;
}): string {
  if (hour === "*/1") return describeClock({ second, minute, hour: "*" });
  const few = second === "0" ? clockTimes(minute, hour) : undefined;
  if (few) return `at ${listed(few)}`;
  const hourly = second === "0" && minute === "0";
  const step = /^\*\/(\d+)$/.exec(hour)?.[1];
  if (step !== undefined) {
    const steps = `every ${step} hours${24 % Number(step) === 0 ? "" : " from midnight"}`;
    return hourly ? steps : `${withinHour(second, minute)}, ${steps}`;
  }
  const hours = hour === "*" ? "" : `, ${hourWords(hour, hourly ? "00" : "59")}`;
  return withinHour(second, minute) + hours;
}

/** As many as one reads at a glance. */
const FEW = 8;

/** Each time of day on its own: cronstrue would say minutes and hours apart, and leave it open how they meet. */
function clockTimes(minute: string, hour: string): string[] | undefined {
  const [minutes, hours] = [valuesOf(minute), valuesOf(hour)];
  if (!minutes || !hours || minutes.length * hours.length > FEW) return undefined;
  return hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`));
}

/** A step that does not begin with the hour reads better as the few values that it takes. */
function withinHour(second: string, minute: string): string {
  const values = /-\d+\//.test(minute) ? valuesOf(minute) : undefined;
  const minutes = values && values.length <= FEW ? values.join(",") : minute;
  const words = cronstrue.toString(`${second} ${minutes} * * * *`, { use24HourTimeFormat: true });
  const said = words.replaceAll(" through ", " to ").replaceAll(", and ", " and ");
  const begins = minute.startsWith("*/") && 60 % Number(minute.slice(2)) !== 0 ? " from the hour on" : "";
  return said.charAt(0).toLowerCase() + said.slice(1) + begins;
}

function hourWords(hour: string, lastMinute: string): string {
  const values = valuesOf(hour) ?? [];
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  return last - first === values.length - 1
    ? `between ${two(first)}:00 and ${two(last)}:${lastMinute}`
    : `in the hours ${listed(values.map(String))}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** The values of a field without a star, in order; undefined for one with. */
function valuesOf(word: string): number[] | undefined {
  return word.includes("*") ? undefined : fieldValues(word, 0);
}
