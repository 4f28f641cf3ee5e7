/*
 * A reference stands in the args of a job for a part of another job's result, which is there when the run starts. Reading
 * a member of one gives the reference to that member.
 */

/** Two copies of errand can meet in one process, so it is found by this name. */
const REFERENCE: unique symbol = Symbol.for("errand.reference");

/** A result to come, or a part of it. */
export type Reference<Value> = { readonly [REFERENCE]: Value } & Parts<Value>;

/** The result of a command that is known by its name alone: it fits everywhere, and the worker judges it. */
export interface AnyReference {
  readonly [REFERENCE]: never;
  readonly [member: string]: AnyReference;
}

type Parts<Value> = Value extends readonly (infer Item)[]
  ? { readonly [index: number]: Reference<Item> }
  : Value extends object
    ? { readonly [Key in keyof Value]-?: Reference<Exclude<Value[Key], undefined>> }
    : unknown;

/** Args in which each value may be a reference instead. */
export type Referring<Value> = unknown extends Value
  ? Value
  : Value | Reference<Value | Written<Value>> | ReferringParts<Value>;

type ReferringParts<Value> = Value extends Date
  ? never
  : Value extends readonly (infer Item)[]
    ? readonly Referring<Item>[]
    : Value extends object
      ? { [Key in keyof Value]: Referring<Value[Key]> }
      : never;

/** As JSON says it. */
type Written<Value> = Value extends Date | bigint ? string : never;

export interface ReferenceTarget {
  /** The job whose result it is. */
  of: object;
  path: string[];
}

/** A reference to the whole result of a job. */
export function createReference<Value>(target: ReferenceTarget): Reference<Value> {
  return new Proxy({}, { get: (_, member) => read(target, member) }) as Reference<Value>;
}

function read(target: ReferenceTarget, member: string | symbol): unknown {
  if (member === REFERENCE) return target;
  // Whoever makes text or JSON of it here would keep something that never becomes the result.
  if (member === Symbol.toPrimitive || member === "toJSON") return () => refuse(target);
  // Nobody can wait for it by `await` either, but an async function may return one.
  if (typeof member === "symbol" || member === "then") return undefined;
  return createReference({ of: target.of, path: [...target.path, member] });
}

function refuse({ path }: ReferenceTarget): never {
  const name = ["result", ...path].join(".");
  throw new TypeError(`${name} of a job is not there before it ran: it can be an arg, not a part of a text`);
}

/** What a value refers to, if it is a reference. */
export function targetOf(value: unknown): ReferenceTarget | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { [REFERENCE]?: ReferenceTarget })[REFERENCE];
}

/** What the values within one refer to. What holds itself is looked at once: whoever wants JSON refuses it. */
export function targetsIn(value: unknown, above: readonly unknown[] = []): ReferenceTarget[] {
  const own = targetOf(value);
  if (own) return [own];
  if (above.includes(value)) return [];
  if (!Array.isArray(value) && !isPlain(value)) return [];
  return Object.values(value).flatMap((member) => targetsIn(member, [...above, value]));
}

/** A copy in which something else stands for each reference. */
export function replaceReferences(
  value: unknown,
  make: (target: ReferenceTarget) => unknown,
  above: readonly unknown[] = [],
): unknown {
  const own = targetOf(value);
  if (own) return make(own);
  if (above.includes(value)) return value;
  const copy = (member: unknown): unknown => replaceReferences(member, make, [...above, value]);
  if (Array.isArray(value)) return value.map(copy);
  if (!isPlain(value)) return value;
  // With the symbols among its keys, so that whoever wants JSON finds and refuses them.
  const members = Reflect.ownKeys(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  );
  return Object.fromEntries(members.map((key) => [key, copy(Reflect.get(value, key))]));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
