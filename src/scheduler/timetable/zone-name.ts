import { didYouMean } from "../../core/did-you-mean.ts";
import { quote } from "../../core/quote.ts";

/** Longest zone name taken, in characters. */
const MAX_LENGTH = 64;

/** Region and place, as `backward` and `tzdata` write them; the platform also takes offsets, and names in any case. */
const PLACE = /^[A-Z][A-Za-z]+(?:\/[A-Za-z][A-Za-z0-9_+-]*){1,2}$/;

/**
 * The IANA names of one word. The platform knows more that look like these, and reads them as no reader would:
 * its BST lies in Dhaka. EST, HST and MST are IANA's, but have no summer time, which nobody expects of them.
 */
const SINGLE_WORDS = new Set(
  `CET CST6CDT Cuba EET EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich Hongkong Iceland Iran Israel
  Jamaica Japan Kwajalein Libya MET MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT
  UTC Universal W-SU WET Zulu`.split(/\s+/),
);

const SUMMERLESS = new Map([
  ["EST", "America/New_York, or Etc/GMT+5 for a fixed offset"],
  ["MST", "America/Denver, or Etc/GMT+7 for a fixed offset"],
  ["HST", "Pacific/Honolulu"],
]);

// Asking the platform costs a tenth of a millisecond, and thousands of schedules share a few zones.
const known = new Set<string>();

/** What is wrong with the name of a zone, as the end of a sentence; undefined when it is a legal one. */
export function zoneFault(name: string): string | undefined {
  if (name.length > MAX_LENGTH) return ZONE_RULE;
  if (SINGLE_WORDS.has(name) || known.has(name)) return undefined;
  const instead = SUMMERLESS.get(name);
  if (instead !== undefined) return `${ZONE_RULE}; it has no summer time: write ${instead}`;
  if (PLACE.test(name) && !name.startsWith("SystemV/") && isKnown(name)) {
    known.add(name);
    return undefined;
  }
  const near = nearest(name);
  return near === undefined ? ZONE_RULE : `${ZONE_RULE}; did you mean ${quote(near)}?`;
}

const ZONE_RULE = "must be an IANA name such as Europe/London, or UTC";

/** london, EUROPE/LONDON and Europe/Lond0n all mean Europe/London. */
function nearest(name: string): string | undefined {
  const names = Intl.supportedValuesOf("timeZone");
  const meant = `/${name}`.toLowerCase();
  return names.find((known) => `/${known}`.toLowerCase().endsWith(meant)) ?? didYouMean(name, names);
}

/** The platform takes a name in any case, but says in which it is written; links it says by another name. */
function isKnown(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}
