import { CommandError } from "../src/core/errors.ts";
import { RetryError, snooze } from "../src/core/retry-error.ts";
import { fc } from "./properties.ts";

/* What a command may throw or return at its worst. */

const refuse = (): never => {
  throw new Error("do not look");
};
const traps = ["get", "has", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor"] as const;

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function put(error: Error, key: string, value: unknown): Error {
  return Object.defineProperty(error, key, { value, enumerable: true });
}

function snoozed(): unknown {
  try {
    return snooze("1h");
  } catch (error) {
    return error;
  }
}

function selfCaused(): Error {
  const error = new Error("my own cause");
  error.cause = error;
  return error;
}

function deep(levels: number): object {
  let value: object = {};
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

/** Values that have no text, no type or no end. */
const oddities: (() => unknown)[] = [
  () => Object.create(null) as object,
  () => ({ [Symbol.toPrimitive]: refuse }),
  () => ({ toString: () => ({}), valueOf: () => ({}) }),
  () => ({
    get member() {
      return refuse();
    },
  }),
  () => Object.create({ constructor: undefined }) as object,
  () => Object.create({ constructor: { name: 3 } }) as object,
  () => Object.defineProperty({}, "toJSON", { value: () => undefined }),
  () => Object.assign([1], { toJSON: refuse }),
  () => revoked({}),
  () => revoked([]),
  () => revoked(() => undefined),
  () => deep(20_000),
  () => Symbol("odd"),
  () => 10n,
  () => NaN,
  ...traps.map((trap) => () => new Proxy(new Error("behind it"), { [trap]: refuse })),
];

const errors: (() => Error)[] = [
  () => new Error("plain"),
  () => new CommandError("expected", { exitCode: 7 }),
  () => new RetryError("later", { after: "1h" }),
  selfCaused,
];
const members = ["name", "message", "stack", "cause", "code", "exitCode", "after", "waitMs", "constructor"];

const odd = fc.constantFrom(...oddities);
const any = fc.anything().map((value) => () => value);
/** An error one of whose members was set to anything, or throws when it is read. */
const bent = fc
  .tuple(fc.constantFrom(...errors), fc.constantFrom(...members), fc.oneof(odd, any), fc.boolean())
  .map(
    ([make, member, value, throws]) =>
      () =>
        throws ? Object.defineProperty(make(), member, { get: refuse }) : put(make(), member, value()),
  );
const snoozes = fc.tuple(fc.constantFrom("waitMs", "message"), fc.oneof(odd, any)).map(
  ([member, value]) =>
    () =>
      put(snoozed() as Error, member, value()),
);

/** Made by who asks for it: fast-check itself would look at the value. */
export const hostile: fc.Arbitrary<() => unknown> = fc.oneof(odd, bent, snoozes, any);
