import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findCommand, hasCommand, resolveCommand } from "../../src/command/discover.ts";
import { discoverCommands } from "../../src/command/walk-commands.ts";
import { makeProject } from "./project.ts";

/** A project whose files are all empty. */
function place(...files: string[]) {
  const root = makeProject(Object.fromEntries(files.map((file) => [`commands/${file}`, ""])));
  return { root, commands: join(root, "commands") };
}

const namesIn = (project: ReturnType<typeof place>): string[] =>
  discoverCommands(project).commands.map(({ name }) => name);

describe("discovering", () => {
  it("names commands by their path, in order", () => {
    const project = place(
      "b.ts",
      "a.js",
      "essays/check-stale.ts",
      "essays/deep/er.mjs",
      "Upper.cts",
      "v1.2.mts",
      "été.cjs",
    );
    expect(namesIn(project)).toEqual([
      "Upper",
      "a",
      "b",
      "essays:check-stale",
      "essays:deep:er",
      "v1.2",
      "été",
    ]);
    expect(discoverCommands(project).commands[3]?.file).toBe(join(project.commands, "essays/check-stale.ts"));
  });

  it.each([
    "_lib/a.ts",
    "_a.ts",
    "a/_b/c.ts",
    ".hidden.ts",
    ".git/a.ts",
    "a.d.ts",
    "a.d.mts",
    "a.test.ts",
    "a.spec.js",
    "node_modules/x/a.js",
    "README.md",
    "data.json",
    "a.tsx",
    "a",
  ])("passes %s by", (file) => {
    expect(namesIn(place(file, "real.ts"))).toEqual(["real"]);
  });

  it("finds nothing where there is no folder", () => {
    expect(namesIn(place())).toEqual([]);
  });

  it("follows links, but not in circles", () => {
    const project = place("a/b.ts", "real.ts");
    symlinkSync(project.commands, join(project.commands, "a/loop"));
    symlinkSync(join(project.commands, "real.ts"), join(project.commands, "linked.ts"));
    symlinkSync(join(project.commands, "a"), join(project.commands, "c"));
    symlinkSync(join(project.root, "nowhere.ts"), join(project.commands, "broken.ts"));
    symlinkSync("self.ts", join(project.commands, "self.ts"));
    mkdirSync(join(project.commands, "folder.ts"));
    expect(namesIn(project)).toEqual(["a:b", "c:b", "linked", "real"]);
  });

  it.each([
    [["a.ts", "a.js"], "a", 'commands/a.js and commands/a.ts are both the command "a": rename one'],
    [
      ["x/a.ts", "x/a.js", "x/a.mjs"],
      "x:a",
      'commands/x/a.js, commands/x/a.mjs and commands/x/a.ts are all the command "x:a": rename all but one',
    ],
    [["a b.ts"], "commands/a b.ts", /^commands\/a b.ts cannot be a command's name/],
    [["x/a\nb.ts"], "commands/x/a\nb.ts", /cannot be a command's name/],
    [["a:b.ts"], "commands/a:b.ts", /^commands\/a:b.ts cannot/],
    [["-rf.ts"], "commands/-rf.ts", /^commands\/-rf.ts cannot/],
    [[`${"a".repeat(100)}/${"b".repeat(100)}.ts`], /b.ts$/, /128 characters at most/],
  ])("refuses %j, and only that", (files, name, message) => {
    const { commands, refused } = discoverCommands(place(...files, "a/b.ts", "other.ts"));
    expect(commands.map((command) => command.name)).toEqual(["a:b", "other"]);
    expect(refused).toEqual([
      {
        name: typeof name === "string" ? name : expect.stringMatching(name),
        file: expect.stringContaining("/commands/") as string,
        error: expect.objectContaining({
          code: "invalid_command",
          message: typeof message === "string" ? message : expect.stringMatching(message),
        }) as Error,
      },
    ]);
  });
});

/** What resolving a name throws. */
function refusal(project: ReturnType<typeof place>, name: string): unknown {
  try {
    return resolveCommand(project, name);
  } catch (error) {
    return error;
  }
}

describe("resolving one name", () => {
  const project = place(
    "a.ts",
    "essays/check-stale.ts",
    "_lib/x.ts",
    "b.test.ts",
    "twice.ts",
    "twice.mjs",
    "v1.2.ts",
  );

  it.each([
    ["a", "a.ts"],
    ["essays:check-stale", "essays/check-stale.ts"],
    ["v1.2", "v1.2.ts"],
  ])("%s is %s", (name, file) => {
    expect(resolveCommand(project, name)).toEqual({ name, file: join(project.commands, file) });
    expect(hasCommand(project, name)).toBe(true);
  });

  it.each([
    "",
    "nope",
    "_lib:x",
    "b.test",
    "..:a",
    "../a",
    "essays",
    "essays/check-stale",
    "a:",
    "a\0",
    "essays:..:a",
    "A".repeat(5000),
    "語".repeat(120),
  ])("%j is none", (name) => {
    expect(findCommand(project, name)).toBeUndefined();
    expect(hasCommand(project, name)).toBe(false);
  });

  it("says what was probably meant", () => {
    expect(refusal(place("check-stale.ts"), "chekc-stale")).toMatchObject({
      code: "unknown_command",
      exitCode: 2,
      message: 'there is no command "chekc-stale"; did you mean "check-stale"?',
      next: "errand run check-stale",
    });
  });

  it.each([
    [["other.ts"], "errand list"],
    [[], "errand make NAME"],
  ])("says how to go on when nothing is near: %j", (files, next) => {
    expect(refusal(place(...files), "completely")).toMatchObject({ next });
  });

  it("refuses a name that two files have, though there is such a command", () => {
    expect(hasCommand(project, "twice")).toBe(true);
    expect(refusal(project, "twice")).toMatchObject({
      code: "invalid_command",
      message: 'commands/twice.mjs and commands/twice.ts are both the command "twice": rename one',
    });
  });
});
