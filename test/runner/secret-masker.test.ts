import { fc } from "../properties.ts";
import { describe, expect, it } from "vitest";
import { createSecretMasker } from "../../src/runner/secret-masker.ts";

function throughStream(secrets: string[], pieces: Uint8Array[]): string {
  const stream = createSecretMasker(secrets).stream();
  return Buffer.concat([...pieces.map((piece) => stream.push(piece)), stream.flush()]).toString("latin1");
}

describe("the secret masker", () => {
  it.each([
    ["in the middle", ["hunter2"], "pw=hunter2;", "pw=[secret];"],
    ["twice", ["ab"], "abcab", "[secret]c[secret]"],
    ["the longer of two that begin alike", ["abc", "abcdef"], "xabcdefx", "x[secret]x"],
    ["one inside another", ["bc", "abcd"], "abcd bc", "[secret] [secret]"],
    ["as it stands in JSON", ['a"b'], '{"k":"a\\"b"}', '{"k":"[secret]"}'],
    ["as it stands in a URL", ["a&b c/d"], "?k=a%26b%20c%2Fd&l=a%26b+c%2Fd", "?k=[secret]&l=[secret]"],
    ["half a character", ["a\ud800"], "a\ud800 a%EF%BF%BD", "[secret] [secret]"],
    ["of one character", ["x"], "axb", "a[secret]b"],
    ["none", ["zzz"], "nothing here", "nothing here"],
  ])("masks %s", (_, secrets, text, masked) => {
    expect(createSecretMasker(secrets).maskText(text)).toBe(masked);
  });

  it("finds a secret that is written one byte at a time", () => {
    const bytes = [...Buffer.from("key: s3cr3t!")].map((byte) => Uint8Array.of(byte));
    expect(throughStream(["s3cr3t"], bytes)).toBe("key: [secret]!");
  });

  it("waits for the rest of a longer secret before it masks a shorter one in it", () => {
    expect(throughStream(["abc", "xxabc123"], [Buffer.from("xxabc"), Buffer.from("123 end")])).toBe(
      "[secret] end",
    );
    expect(throughStream(["abc", "xxabc123"], [Buffer.from("xxabc"), Buffer.from("9 end")])).toBe(
      "xx[secret]9 end",
    );
  });

  it("lets a beginning go when the end of it never comes", () => {
    expect(throughStream(["secret"], [Buffer.from("sec"), Buffer.from("tor")])).toBe("sector");
    expect(throughStream(["secret"], [Buffer.from("secre")])).toBe("secre");
  });

  it("changes nothing, and copies nothing, when there is no secret", () => {
    const bytes = Buffer.from("as it is");
    expect(createSecretMasker([]).stream().push(bytes)).toBe(bytes);
  });

  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 });

  it("says the same of a text however it is cut into pieces", () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.array(word, { maxLength: 20 }),
        (secrets, pieces) => {
          const whole = createSecretMasker(secrets).maskText(pieces.join(""));
          expect(
            throughStream(
              secrets,
              pieces.map((piece) => Buffer.from(piece)),
            ),
          ).toBe(whole);
        },
      ),
    );
  });

  it("never lets a secret through, and touches nothing else", () => {
    const secret = fc.string({ unit: fc.constantFrom("S", "T"), minLength: 3, maxLength: 5 });
    const innocent = fc.string({ unit: fc.constantFrom("x", "y", "\n"), maxLength: 5 });
    fc.assert(
      fc.property(secret, fc.array(innocent, { minLength: 1 }), (hidden, parts) => {
        const masked = createSecretMasker([hidden]).maskText(parts.join(hidden));
        // What stands between two secrets may join them into a longer run of the same letters, never a secret.
        expect(masked.replaceAll("[secret]", "")).not.toContain(hidden);
        expect(masked.replaceAll("[secret]", "").replace(/[ST]/g, "")).toBe(parts.join(""));
      }),
    );
  });
});
