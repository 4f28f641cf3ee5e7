/**
 * JSON on one line that a terminal cannot take for orders. JSON itself escapes the older control characters; the
 * newer ones (DEL, C1) and the marks that reorder what is read are escaped here, which changes no value.
 */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(HARMFUL, escape);
}

const HARMFUL = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
