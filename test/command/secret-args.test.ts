import { describe, expect, it } from "vitest";
import { z } from "zod";
import { describeArgs } from "../../src/command/describe-args.ts";
import { collectSecrets, dropMasked, maskSecrets } from "../../src/command/secret-args.ts";
import { readArgs } from "./read-args.ts";

const secret = z.string().meta({ secret: true });
const schema = z.object({
  user: z.string().optional(),
  key: secret.optional(),
  pins: z.array(z.int()).optional().meta({ secret: true }),
  smtp: z.object({ host: z.string().optional(), password: secret.optional() }).optional(),
  hooks: z.array(z.object({ url: z.string(), token: secret })).optional(),
});
const flags = describeArgs(schema, { file: "it.ts" });

const input = {
  user: "jo",
  key: "hunter2",
  pins: [1234, 5678],
  smtp: { host: "mail", password: "swordfish" },
  hooks: [{ url: "https://a.example", token: "opensesame" }],
};

describe("secrets", () => {
  it("are found at every depth", () => {
    expect(collectSecrets(input, flags)).toEqual([
      "hunter2",
      "1234",
      "5678",
      "swordfish",
      "https://a.example",
      "opensesame",
    ]);
  });

  it("are masked in the row, and only they", () => {
    expect(maskSecrets(input, flags)).toEqual({
      user: "jo",
      key: "[secret]",
      pins: "[secret]",
      smtp: { host: "mail", password: "[secret]" },
      hooks: "[secret]",
    });
    expect(input.key).toBe("hunter2");
  });

  it("that were not given leave no mask", () => {
    expect(maskSecrets({ user: "jo", smtp: { host: "mail" } }, flags)).toEqual({
      user: "jo",
      smtp: { host: "mail" },
    });
    expect(collectSecrets({ key: null }, flags)).toEqual([]);
    expect(collectSecrets({ key: "" }, flags)).toEqual([]);
  });

  it("are gone from what a retry starts with", () => {
    expect(dropMasked(maskSecrets(input, flags), flags)).toEqual({ user: "jo", smtp: { host: "mail" } });
  });

  it("are known in the form the command sees, too", async () => {
    const trimmed = z.object({ key: z.string().trim().toUpperCase().meta({ secret: true }) });
    expect((await readArgs(trimmed, ["--key", " hunter2 "])).secrets).toEqual([" hunter2 ", "HUNTER2"]);
  });
});
