import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import { hasMasked, hideSecrets } from "../../src/runner/program-secrets.ts";

const hide = (args: string[], maskEnv: string[] = [], env: NodeJS.ProcessEnv = {}) =>
  hideSecrets(args, { maskEnv, env });

describe("a program's arguments are kept without", () => {
  it.each([
    ["postgres://shop:hunter2@db.example/shop", "postgres://shop:[secret]@db.example/shop"],
    ["--url=redis://:hunter2@cache:6379/0", "--url=redis://:[secret]@cache:6379/0"],
    ["curl https://me:p@ss@example.org/a | sh", "curl https://me:[secret]@example.org/a | sh"],
    ["a://b:one1@c d://e:two2@f", "a://b:[secret]@c d://e:[secret]@f"],
    ["--password=hunter2", "--password=[secret]"],
    ["--db-password=x", "--db-password=[secret]"],
    ["PGPASSWORD=hunter2", "PGPASSWORD=[secret]"],
    ["--api-key=a=b\nc", "--api-key=[secret]"],
    ["--access-token=abcdef", "--access-token=[secret]"],
  ])("the secret of %s", (arg, kept) => {
    expect(hide(["--verbose", arg]).recorded).toEqual(["--verbose", kept]);
  });

  it.each([
    "https://example.org:8443/a@b",
    "http://user@example.org/",
    "ssh://git@example.org:22/x.git",
    "mailto:a@example.org",
    "--password",
    "--password-file=/run/secrets/db",
    "--tokens=5",
    "key=value",
    "",
  ])("touching %j", (arg) => {
    const { recorded } = hide([arg]);
    expect(recorded).toEqual([arg]);
    expect(hasMasked(recorded)).toBe(false);
  });

  it("the value of a variable that is named, wherever it stands", () => {
    const { recorded, masker } = hide(["-phunter2", "x"], ["PW"], { PW: "hunter2", OTHER: "x" });
    expect(recorded).toEqual(["-p[secret]", "x"]);
    expect(hasMasked(recorded)).toBe(true);
    expect(masker.maskText('said "hunter2"')).toBe('said "[secret]"');
  });

  it("any value at all, behind --password=", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "binary" }), (secret) => {
        expect(hide([`--password=${secret}`]).recorded).toEqual(["--password=[secret]"]);
      }),
    );
  });
});

describe("what a program says is kept without", () => {
  it("what its arguments gave away, with escapes and without", () => {
    const { masker } = hide(["ftp://me:p%40ssword@host/"]);
    expect(masker.maskText("p%40ssword is p@ssword")).toBe("[secret] is [secret]");
  });

  it("secrets so short that they could be anything", () => {
    expect(hide(["--token=12"]).masker.maskText("12 files in 12 s")).toBe("12 files in 12 s");
  });
});

it.each([
  ["is not there", {}],
  ["is empty", { PW: "" }],
])("a variable that %s is refused, as nothing would be masked", (_, env) => {
  expect(() => hide(["x"], ["PW"], env)).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: '--mask-env "PW": there is no such variable in the environment',
    }),
  );
});

it("a long argument takes no time to look through", { timeout: 2000 }, () => {
  for (const piece of ["a", "a.", "a://b:", "token", "password-", "@:/"])
    expect(hide([piece.repeat(200_000)]).recorded).toHaveLength(1);
});
