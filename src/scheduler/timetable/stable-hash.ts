/**
 * A whole number from 0 to 2³²-1 that stays the same for a text on every machine and in every release: schedules
 * keep their times by it. FNV-1a, with the last mixing step of MurmurHash3, so that like names lie far apart.
 */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
