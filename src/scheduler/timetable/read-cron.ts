import { quote } from "../../core/quote.ts";
import { adviseItem } from "./cron-advice.ts";
import { isDayOfMonth, isDayOfWeek, type CronField } from "./cron-fields.ts";
import { readItem, type Pick, type Reading } from "./cron-item.ts";
import { splitCron } from "./cron-shape.ts";
import { stableHash } from "./stable-hash.ts";

/**
 * The normal form of an expression: five fields, six with seconds other than 0, seven with years; one blank between,
 * numbers for names, and for H what a schedule of this id gets. Or what is wrong with it, as the end of a sentence:
 * the field, its value, how to write what was meant where that is known, and what is legal.
 */
export function readCron(text: string, id: string): Reading {
  const shape = splitCron(text);
  if ("fault" in shape) return shape;
  const pick: Pick = (field, span) => stableHash(`${id} ${field.name}`) % span;
  const normal: string[] = [];
  for (const [word, field] of shape.words) {
    const reading = readField(word, field, pick);
    if ("fault" in reading) return reading;
    normal.push(reading.normal);
  }
  return { normal: shorten(normal).join(" ") };
}

/** Whether minute and hour of a normal form are fixed, as Debian cron sees it: neither begins with a star. */
export function isFixedTime(normal: string): boolean {
  const words = normal.split(" ");
  const [minute = "", hour = ""] = words.length === 5 ? words : words.slice(1);
  return !minute.startsWith("*") && !hour.startsWith("*");
}

function readField(word: string, field: CronField, pick: Pick): Reading {
  if (word === "?" || word === "*") return { normal: "*" };
  if (/^lw$/i.test(word) && isDayOfMonth(field)) return { normal: "LW" };
  const and = word.startsWith("+") && isDayOfWeek(field) ? "+" : "";
  const items: string[] = [];
  for (const item of word.slice(and.length).split(",")) {
    const reading = item === "*" ? ALONE : (readItem(item, field, pick) ?? unknown(item, field));
    if ("fault" in reading) {
      const name = field.name === "hour" ? "an hour" : `a ${field.name}`;
      return { fault: `has ${name} ${quote(item)} that ${reading.fault}; legal are ${field.legal}` };
    }
    items.push(reading.normal);
  }
  return { normal: and + items.join(",") };
}

const ALONE: Reading = { fault: "must stand alone" };

function unknown(item: string, field: CronField): Reading {
  return { fault: adviseItem(item.toUpperCase(), field) };
}

/** Without seconds that are 0, and without any year. */
function shorten(words: string[]): string[] {
  const fields = words.length === 7 && words[6] === "*" ? words.slice(0, 6) : words;
  return fields.length === 6 && fields[0] === "0" ? fields.slice(1) : fields;
}
