import { checkFlags } from "./check-flags.ts";
import { refuser, type Refuse } from "./definition-refusal.ts";
import { describeFlag, type Surroundings } from "./describe-flag.ts";
import type { FlagDescriptor } from "./descriptor.ts";
import { flagName, isFlagName, isUnsafeKey } from "./flag-name.ts";
import { defaultOf, isOptional, metaOf, shapeOf, type AnySchema } from "./schema-layers.ts";

export interface DescribeOptions {
  /** Members that may stand without a flag, in order. */
  positional?: readonly string[] | undefined;
  /** What errors name: the command's file. */
  file: string;
}

/**
 * The flags of a command, in the order of its schema: nested objects become `--smtp-host`, what is deeper than
 * three levels, or no object and no scalar, takes JSON text.
 * @throws ErrandError invalid_command for a schema that makes no honest set of flags.
 */
export function describeArgs(schema: AnySchema | undefined, options: DescribeOptions): FlagDescriptor[] {
  const refuse = refuser(options.file);
  const flags = schema ? describeMembers(schema, ROOT, refuse) : [];
  const placed = placePositionals(flags, options.positional ?? [], refuse);
  checkFlags(placed, refuse);
  return placed;
}

const ROOT: Surroundings = { path: [], optional: false, secret: false, defaults: undefined };
const DEEPEST_PATH = 3;

function describeMembers(schema: AnySchema, around: Surroundings, refuse: Refuse): FlagDescriptor[] {
  return Object.entries(shapeOf(schema) ?? {}).flatMap(([key, member]) => {
    const path = [...around.path, key];
    if (isUnsafeKey(key) || !isFlagName(flagName(path)))
      return refuse(`args.${path.join(".")} cannot be a flag: rename it`);
    const own = { ...around, path, defaults: ownMember(around.defaults, key) };
    return isFlattened(member, path)
      ? describeMembers(member, within(member, own), refuse)
      : [describeFlag(member, own, refuse)];
  });
}

function isFlattened(member: AnySchema, path: string[]): boolean {
  const shape = shapeOf(member);
  return shape !== undefined && Object.keys(shape).length > 0 && path.length < DEEPEST_PATH;
}

function within(member: AnySchema, around: Surroundings): Surroundings {
  return {
    path: around.path,
    optional: around.optional || isOptional(member),
    secret: around.secret || metaOf(member).secret,
    defaults: around.defaults ?? defaultOf(member)?.value,
  };
}

function ownMember(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

function placePositionals(
  flags: FlagDescriptor[],
  names: readonly string[],
  refuse: Refuse,
): FlagDescriptor[] {
  if (new Set(names).size < names.length) refuse(`a positional is named twice: ${names.join(", ")}`);
  for (const name of names) {
    if (!flags.some(({ path }) => path.length === 1 && path[0] === name)) {
      refuse(
        `the positional "${name}" is no scalar member of args; members are ${flags.map(({ path }) => path[0]).join(", ")}`,
      );
    }
  }
  return flags.map((flag) => {
    const position = flag.path.length === 1 ? names.indexOf(flag.path[0] ?? "") : -1;
    return position < 0 ? flag : { ...flag, position };
  });
}
