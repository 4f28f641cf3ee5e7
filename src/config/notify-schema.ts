import { z } from "zod";
import { HOOKS, type Hook, type HookName } from "../core/hook.ts";
import { NOTICE_EVENTS } from "../core/notice.ts";
import { limitMilliseconds, milliseconds } from "./milliseconds.ts";
import type { Value } from "./notify-input.ts";

const MOST_IN_A_ROW = 10_000;

const value = z.custom<Value>(isValue, 'must be text, or { env: "NAME" }');

function isValue(given: unknown): boolean {
  if (typeof given === "string") return given !== "";
  if (typeof given !== "object" || given === null) return false;
  const { env, ...rest } = given as Record<string, unknown>;
  return typeof env === "string" && env !== "" && Object.keys(rest).length === 0;
}

const address = z.string().regex(/^[^@]*[^\s@]+@[^\s@]+$/, "must be an e-mail address");

const target = z
  .strictObject({
    webhook: z.strictObject({ url: value, secret: value }).exactOptional(),
    slack: z.strictObject({ url: value }).exactOptional(),
    email: z
      .strictObject({
        to: z
          .union([address, z.array(address).min(1)], "must be an e-mail address, or a list of them")
          .transform((to) => (typeof to === "string" ? [to] : to)),
        from: address,
        smtp: value.exactOptional(),
      })
      .exactOptional(),
    ping: value.exactOptional(),
  })
  .refine((to) => Object.keys(to).length === 1, "must hold exactly one of webhook, slack, email, ping");

const pattern = z.string().regex(/^[\w:.*@-]{1,128}$/, 'must be a command, or a pattern such as "nightly-*"');

const rule = z
  .strictObject({
    on: z.array(z.enum(NOTICE_EVENTS)).min(1).exactOptional(),
    commands: pattern.exactOptional(),
    after: z.int().min(1).max(MOST_IN_A_ROW).exactOptional(),
    lateBy: milliseconds.exactOptional(),
    to: target,
  })
  .refine(
    ({ on, after, lateBy, to }) => to.ping === undefined || (on ?? after ?? lateBy) === undefined,
    "must have neither on, after nor lateBy beside ping, which goes out at each start, success and failure",
  );

const hook = z.custom<Hook>((given) => typeof given === "function", "must be a function");
const hooks = Object.fromEntries(HOOKS.map((name) => [name, hook.exactOptional()])) as Record<
  HookName,
  z.ZodExactOptional<typeof hook>
>;

/** The keys of the config by which people and programs are told. */
export const NOTIFY_KEYS = {
  notify: z.array(rule).exactOptional(),
  expect: z
    .array(z.strictObject({ command: z.string().min(1).max(128), within: limitMilliseconds }))
    .exactOptional(),
  hooks: z.strictObject(hooks).exactOptional(),
};

export type CheckedRule = z.output<typeof rule>;
