import { isQueueName } from "./queue-name.ts";

/** What a message says is legal. */
export const WEIGHTS_HELP = "queues and their weights from 1 to 1000, such as high=4,default=2,low=1";

const HEAVIEST = 1_000;

/** "high=4,default=2,low": weights by queue, 1 where none is written. Undefined when the text says no such thing. */
export function parseWeights(text: string): Record<string, number> | undefined {
  const pairs = text.split(",").map((part) => part.trim().split("="));
  const weights = pairs.map(
    ([name = "", weight = "1", ...more]) => [name, readWeight(weight, more)] as const,
  );
  const isFaulty = weights.some(([name, weight]) => !isQueueName(name) || weight === undefined);
  const names = new Set(weights.map(([name]) => name));
  if (isFaulty || names.size < weights.length) return undefined;
  return Object.fromEntries(weights) as Record<string, number>;
}

function readWeight(text: string, more: string[]): number | undefined {
  const weight = Number(text);
  const isWeight = /^[1-9]\d{0,3}$/.test(text) && weight <= HEAVIEST;
  return isWeight && more.length === 0 ? weight : undefined;
}

/** The words that mean these weights. */
export function wordWeights(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights)
    .map(([name, weight]) => `${name}=${weight}`)
    .join(",");
}
