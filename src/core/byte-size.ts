/** What a message says is legal. */
export const BYTES_HELP = "a size such as 512MB or 2GB";

const UNITS: Readonly<Record<string, number>> = { KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

/** Bytes of "512MB", in powers of 1024 as memory is counted; undefined when the text is no such size. */
export function parseBytes(text: string): number | undefined {
  const [, digits = "", unit = ""] = /^(\d{1,6}(?:\.\d{1,3})?) ?(KB|MB|GB)$/i.exec(text) ?? [];
  const bytes = Math.round(Number(digits) * (UNITS[unit.toUpperCase()] ?? 0));
  return bytes > 0 ? bytes : undefined;
}
