import { afterEach, expect, it, vi } from "vitest";
import { importGuarded } from "../../src/config/import-guard.ts";
import { takeExits, type ExitTaker } from "../../src/config/process-exit.ts";

const node = process.exit.bind(process);
const real = vi.fn<(code?: unknown) => never>();
const given: (() => void)[] = [];

function take(whose: Parameters<typeof takeExits>[0], taker: ExitTaker): () => void {
  const giveBack = takeExits(whose, taker);
  given.push(giveBack);
  return giveBack;
}

function standIn(): void {
  process.exit = real;
}

afterEach(() => {
  for (const giveBack of given.splice(0)) giveBack();
  process.exit = node;
  real.mockClear();
});

const refuse = (why: string) => () => {
  throw new Error(why);
};

it("asks whose exit it is before whether anybody may", () => {
  standIn();
  let isMine = true;
  take("of all", refuse("of all"));
  take("of its own", () => isMine && refuse("mine")());
  expect(() => process.exit(3)).toThrow("mine");
  isMine = false;
  expect(() => process.exit(3)).toThrow("of all");
  expect(real).not.toHaveBeenCalled();
});

it("exits as Node does where nobody takes it, with what was given", () => {
  standIn();
  take("of its own", () => undefined);
  process.exit();
  process.exit(4);
  expect(real.mock.calls).toEqual([[], [4]]);
});

it.each([[[0, 1]], [[1, 0]]])("is Node's own again when all gave it back, in the order %j", (order) => {
  standIn();
  const back = [take("of its own", () => undefined), take("of all", () => undefined)];
  for (const index of order) back[index]?.();
  expect(process.exit).toBe(real);
});

it("leaves what somebody else laid over it, and goes on under it", () => {
  standIn();
  const giveBack = take("of its own", refuse("mine"));
  const under = process.exit;
  const theirs = ((code?: number) => under(code)) as typeof process.exit;
  process.exit = theirs;
  giveBack();
  expect(process.exit).toBe(theirs);
  process.exit(5);
  expect(real.mock.calls).toEqual([[5]]);
});

it("stays taken when it was taken while a module was imported", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  vi.stubGlobal("exitGate", promise);
  const module = importGuarded("data:text/javascript,await globalThis.exitGate;");
  take("of its own", refuse("mine"));
  expect(() => process.exit(7)).toThrow("mine");
  resolve();
  await module;
  vi.unstubAllGlobals();
  expect(() => process.exit(7)).toThrow("mine");
});
