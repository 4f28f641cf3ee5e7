/** Longest name taken, in characters. */
const LONGEST = 64;

const LEGAL: ReadonlySet<string> = new Set([...Intl.supportedValuesOf("timeZone"), "UTC"]);

/**
 * Whether a zone may be named so: an IANA zone, an IANA link to one, or UTC. `Intl` alone takes more: offsets, and
 * three letters that it reads as somebody else's zone (BST is Dhaka's there).
 */
export function isZoneName(name: string): boolean {
  if (name.length > LONGEST) return false;
  return LEGAL.has(name) || (LINK.test(name) && isKnownToIntl(name));
}

// A link has a continent or a country in front, or is one of the old names of a whole country.
const LINK =
  /^(?:(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\/[A-Za-z0-9_+\-/]+|Cuba|Egypt|Eire|GB|GB-Eire|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|NZ|NZ-CHAT|Navajo|PRC|Poland|Portugal|ROC|ROK|Singapore|Turkey|W-SU|Zulu|GMT|Greenwich|UCT|Universal)$/;

function isKnownToIntl(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What a message says is legal. */
export const ZONE_HELP = 'must be a zone of the IANA list such as "Europe/London", or "UTC"';

/** A legal name that was probably meant, for what people write instead. */
export function zoneMeant(name: string): string | undefined {
  const folded = name.trim().replaceAll(" ", "_").toLowerCase();
  return [...LEGAL].find(
    (legal) => legal.toLowerCase() === folded || legal.toLowerCase().endsWith(`/${folded}`),
  );
}
