/** What one enqueued run may say over the rules of its command. Times in epoch ms, spans in ms. */
export interface JobOptions {
  /** Not before. Outranks `delayMs`. */
  runAt?: number;
  delayMs?: number;
  queue?: string;
  priority?: number;
  attempts?: number;
  dedupeKey?: string;
  idempotency?: { key: string; forMs: number };
  concurrencyKey?: string;
  expiresInMs?: number;
  tags?: string[];
}
