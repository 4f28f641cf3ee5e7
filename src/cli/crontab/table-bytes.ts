/*
 * A crontab is bytes in any encoding, and what is not ours must come through as it is. So a table is text of one
 * character a byte, and only what is put in or shown is translated.
 */

export function asBytes(text: string): string {
  return Buffer.from(text).toString("latin1");
}

/** For people. */
export function asText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString();
}
