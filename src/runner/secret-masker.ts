import { NeedleFinder, openEnd } from "./needle-finder.ts";

const MASK = Buffer.from("[secret]");

/** Keeps secrets out of whatever is kept: of texts, and of output that arrives in pieces. */
export interface SecretMasker {
  maskText(text: string): string;
  /** A masker for one stream: a secret may begin in one piece and end in the next. */
  stream(): MaskingStream;
}

export interface MaskingStream {
  /** The bytes that can be let go by now: all but a tail that may be the beginning of a secret. */
  push(bytes: Uint8Array): Uint8Array;
  /** What was held back, when nothing comes any more. */
  flush(): Uint8Array;
}

/** Masks every occurrence of each secret, as it is and as it stands in JSON and in a URL. */
export function createSecretMasker(secrets: readonly string[]): SecretMasker {
  const needles = needlesOf(secrets);
  if (needles.length === 0) return { maskText: (text) => text, stream: () => OPEN };
  return {
    maskText(text) {
      const data = Buffer.from(text);
      const { out } = mask(data, needles, { ended: true });
      // As it was, though it may hold what UTF-8 cannot say.
      return out === data ? text : out.toString();
    },
    stream: () => new NeedleStream(needles),
  };
}

const OPEN: MaskingStream = { push: (bytes) => bytes, flush: () => NOTHING };
const NOTHING = Buffer.alloc(0);

/** Longest first, so that a secret that contains another is masked as a whole. */
function needlesOf(secrets: readonly string[]): Buffer[] {
  const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), ...inUrl(secret)]);
  const distinct = [...new Set(forms)].filter((form) => form !== "");
  return distinct.map((form) => Buffer.from(form)).sort((a, b) => b.length - a.length);
}

/** As a part of a URL, and as a field of a form or a query, where a blank is a plus. */
function inUrl(secret: string): string[] {
  const text = secret.toWellFormed();
  return [encodeURIComponent(text), new URLSearchParams({ "": text }).toString().slice(1)];
}

class NeedleStream implements MaskingStream {
  readonly #needles: Buffer[];
  #held: Buffer = NOTHING;

  constructor(needles: Buffer[]) {
    this.#needles = needles;
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.#mask(this.#held.length === 0 ? viewOf(bytes) : Buffer.concat([this.#held, bytes]), false);
  }

  flush(): Uint8Array {
    return this.#mask(this.#held, true);
  }

  #mask(data: Buffer, ended: boolean): Buffer {
    const { out, held } = mask(data, this.#needles, { ended });
    // A copy: the writer may use its bytes again.
    this.#held = held.length === 0 ? NOTHING : Buffer.from(held);
    return out;
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Masks what is certain; `held` is the end that more bytes could make a secret of, nothing when they have ended. */
function mask(
  data: Buffer,
  needles: readonly Buffer[],
  { ended }: { ended: boolean },
): { out: Buffer; held: Buffer } {
  const finder = new NeedleFinder(data, needles);
  const parts: Buffer[] = [];
  let at = 0;
  let open = ended ? data.length : openEnd(data, at, needles);
  for (let found = finder.next(at); found && found.index < open; found = finder.next(at)) {
    parts.push(data.subarray(at, found.index), MASK);
    at = found.end;
    // What was masked opens nothing any more.
    if (at > open) open = openEnd(data, at, needles);
  }
  const rest = data.subarray(at, open);
  const out = parts.length > 0 ? Buffer.concat([...parts, rest]) : open === data.length ? data : rest;
  return { out, held: data.subarray(open) };
}
