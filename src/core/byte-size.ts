/** Most bytes that args may take, in all. A row holds them, and a list of rows must stay quick. */
export const ARGS_MAX_BYTES = 1024 * 1024;

/** The least that a process may be limited to, in bytes: Node alone takes most of it before a command's first line. */
export const LEAST_MEMORY = 64 * 2 ** 20;

/** What a message says is legal. */
export const MEMORY_HELP = "a size such as 512MB or 2GB, 64MB at least: Node alone takes most of that";

const UNITS: Readonly<Record<string, number>> = { KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

/** Bytes of "512MB", in powers of 1024 as memory is counted; undefined when the text is no such size. */
export function parseBytes(text: string): number | undefined {
  const [, digits = "", unit = ""] = /^(\d{1,6}(?:\.\d{1,3})?) ?(KB|MB|GB)$/i.exec(text) ?? [];
  const bytes = Math.round(Number(digits) * (UNITS[unit.toUpperCase()] ?? 0));
  return bytes > 0 ? bytes : undefined;
}

/**
 * A size of memory in the words in which definitions give it: "512MB", "1.5GB". `unit`: that of the limit that it is
 * held against; it is rounded up then, so that what is over it reads so.
 */
export function wordMemory(bytes: number, unit: MemoryUnit = unitOf(bytes)): string {
  const step = unit === "GB" ? 100 : 10;
  return `${Math.ceil((bytes / (UNITS[unit] ?? 1)) * step) / step}${unit}`;
}

export type MemoryUnit = "MB" | "GB";

/** The larger one where it makes a short number. */
export function unitOf(bytes: number): MemoryUnit {
  const gigabytes = bytes / 2 ** 30;
  return gigabytes >= 1 && Number.isInteger(gigabytes * 100) ? "GB" : "MB";
}
