import { describe, expect, it } from "vitest";
import { z } from "zod";
import { describeArgs } from "../../src/command/describe-args.ts";
import { recordedArgs } from "../../src/runner/recorded-args.ts";

const schema = z.object({
  token: z.string().optional().meta({ secret: true }),
  url: z.string().optional(),
  pin: z.int().optional(),
  urls: z.array(z.string()).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  smtp: z.object({ host: z.string().optional() }).optional(),
});
const flags = describeArgs(schema, { file: "it.ts" });
const recorded = (input: z.input<typeof schema>) => {
  const secrets = input.token === undefined ? [] : [input.token];
  return recordedArgs({ input: input as never, output: input, secrets }, flags);
};

describe("args as a row keeps them", () => {
  it.each([
    ["in a text", { url: "https://a.example/?k=hunter2" }, { url: "https://a.example/?k=[secret]" }],
    ["in a list", { urls: ["hunter2", "b"] }, { urls: ["[secret]", "b"] }],
    [
      "as a key and a value",
      { headers: { hunter2: "Bearer hunter2" } },
      { headers: { "[secret]": "Bearer [secret]" } },
    ],
    ["below another", { smtp: { host: "hunter2.example" } }, { smtp: { host: "[secret].example" } }],
    ["nowhere", { url: "https://a.example", pin: 7 }, { url: "https://a.example", pin: 7 }],
  ])("hide a secret's value that another arg has too: %s", (_, others, kept) => {
    expect(recorded({ token: "hunter2", ...others })).toEqual({ token: "[secret]", ...kept });
  });

  it("hide it as a URL writes it, and as a number", () => {
    expect(recorded({ token: "a/b c", url: "?k=a%2Fb%20c" }).url).toBe("?k=[secret]");
    expect(recorded({ token: "1234", pin: 1234 }).pin).toBe("[secret]");
    expect(recorded({ token: "1234", pin: 51_234 }).pin).toBe(51_234);
  });

  it("keep what has a secret of three characters by chance, and the names of args", () => {
    expect(recorded({ token: "com", url: "a.com" })).toEqual({ token: "[secret]", url: "a.com" });
    expect(recorded({ token: "smtp", smtp: { host: "h" } })).toEqual({
      token: "[secret]",
      smtp: { host: "h" },
    });
  });
});
