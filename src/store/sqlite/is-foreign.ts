import { closeSync, openSync, readSync } from "node:fs";

/** "errd": tells errand's files from those of other programs that number their schemas too. */
export const APPLICATION_ID = 0x65727264;

/** Where SQLite's header has the mark of the program that a database belongs to. */
const MARK = { at: 68, bytes: 4 };

/** Whether a file can be read and its first bytes are not those of a ledger, however damaged it is. */
export function isForeign(file: string): boolean {
  const header = Buffer.alloc(MARK.at + MARK.bytes);
  try {
    const descriptor = openSync(file, "r");
    try {
      readSync(descriptor, header);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
  return header.readUInt32BE(MARK.at) !== APPLICATION_ID;
}
