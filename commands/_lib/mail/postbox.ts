import { access } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { writeAtomically } from "../write-atomically.ts";
import type { Letter } from "./letter.ts";

/** Where letters go. */
export interface Postbox extends Disposable {
  /** Whether this very letter went out before. */
  wasPosted(letter: Letter): Promise<boolean>;
  /** Sends it, and keeps what was sent as a file. Rejects with the mail server's answer when it refuses. */
  post(letter: Letter): Promise<void>;
}

export interface PostboxOptions {
  /** Folder for `.eml` files: the letters themselves, or below `sent/` copies of what the mail server took. */
  outbox: string;
  /** `smtp://user:password@host:587` or `smtps://…`; without it letters are only written to the outbox. */
  smtpUrl?: string | undefined;
  from: string;
  signal: AbortSignal;
}

/** Opens nothing yet: the first letter connects. Aborting the signal drops the connection. */
export function openPostbox({ outbox, smtpUrl, from, signal }: PostboxOptions): Postbox {
  const server = smtpUrl === undefined ? undefined : connect(smtpUrl, signal);
  const folder = server ? join(outbox, "sent") : outbox;
  const fileOf = (letter: Letter): string => join(folder, `${letter.id}.eml`);
  return {
    wasPosted: (letter) => exists(fileOf(letter)),
    async post(letter) {
      const message = await compose(letter, from);
      await server?.send({ envelope: { from, to: letter.to.address }, raw: message });
      await writeAtomically(fileOf(letter), message);
    },
    [Symbol.dispose]: () => server?.close(),
  };
}

interface RawMessage {
  envelope: { from: string; to: string };
  raw: Buffer;
}

const WAIT_MS = 15_000;

function connect(
  url: string,
  signal: AbortSignal,
): { send(message: RawMessage): Promise<void>; close(): void } {
  const timeouts = { connectionTimeout: WAIT_MS, greetingTimeout: WAIT_MS, socketTimeout: WAIT_MS };
  const transport = createTransport({ url, pool: true, maxConnections: 1, ...timeouts });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  aborted.catch(() => transport.close());
  return {
    async send(message) {
      await Promise.race([transport.sendMail(message), aborted]);
    },
    close: () => transport.close(),
  };
}

/** The message as it travels. Nothing in it is random, so that the same letter is always the same bytes. */
async function compose({ to, subject, text, id, sentAt }: Letter, from: string): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const { message } = await composer.sendMail({
    from,
    to,
    subject,
    text,
    date: sentAt,
    messageId: `<${id}@errand>`,
    headers: { "Auto-Submitted": "auto-generated" },
  });
  return Buffer.isBuffer(message) ? message : Buffer.from(await new Response(message).arrayBuffer());
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
