/**
 * Text that cannot drive the reader's terminal: control characters (C0, C1, DEL) and the marks that reorder what
 * is read (Unicode bidi controls) become visible escapes. Line ends and tabs stay unless `oneLine`.
 */
export function printable(text: string, { oneLine = false } = {}): string {
  return text.replace(oneLine ? HARMFUL : HARMFUL_BUT_LAYOUT, escape);
}

const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const HARMFUL_BUT_LAYOUT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const NAMED: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escape(character: string): string {
  const code = character.charCodeAt(0);
  return NAMED[character] ?? (code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
