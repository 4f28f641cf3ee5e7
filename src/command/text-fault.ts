import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import { coerceText, INEXACT, isInexact } from "./coerce-text.ts";
import { DATE_HELP, parseDate } from "./decode-args.ts";
import type { FlagDescriptor } from "./descriptor.ts";

/** Why a text cannot be a value of a flag, going by the flag's kind alone; undefined when it may. The schema judges later. */
export function findTextFault(flag: FlagDescriptor, text: string): string | undefined {
  if (text === "") return "a value is needed";
  switch (flag.kind) {
    case "number":
      if (isInexact(text)) return INEXACT;
      return typeof coerceText(flag, text) === "number" ? undefined : "must be a number";
    case "integer":
      if (isInexact(text)) return INEXACT;
      return Number.isSafeInteger(coerceText(flag, text)) ? undefined : "must be a whole number";
    case "bigint":
      return /^[+-]?\d+$/.test(text) ? undefined : "must be a whole number";
    case "duration":
      return parseDuration(text) === undefined ? `must be ${DURATION_HELP}` : undefined;
    case "date":
      return Number.isNaN(parseDate(text).getTime()) ? `must be ${DATE_HELP}` : undefined;
    case "enum":
      return flag.choices?.some((choice) => String(choice) === text)
        ? undefined
        : `must be one of ${flag.choices?.join(", ") ?? ""}`;
    default:
      return undefined;
  }
}
