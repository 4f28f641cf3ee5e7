import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { command, CrashProject, MAIN } from "../crash/harness.ts";

/*
 * The scripts, in the shells that they are for. `errand` is a function there, as nothing is installed.
 */

const COMMANDS = {
  "essays/check-stale.ts": command(
    "",
    'args: z.object({ stage: z.enum(["drafting", "re view"]).optional(), file: z.string().optional() }),',
  ),
  "essays/archive.ts": command(""),
  "tidy.ts": command(""),
};

function has(shell: string): boolean {
  return spawnSync(shell, ["--version"]).status === 0;
}

/** What bash would offer for `typed`, split into words as readline does. */
function completeInBash(project: CrashProject, typed: string, breaks = `$' \\t\\n"\\'><=;|&(:'`): string[] {
  const script = `
    errand() { "$NODE" "$MAIN" "$@"; }
    COMP_WORDBREAKS=${breaks}
    eval "$(errand complete bash)"; eval "$(errand complete bash)"
    compopt() { echo "compopt $*"; }
    COMP_LINE=$TYPED COMP_POINT=\${#TYPED}
    _errand errand
    for reply in "\${COMPREPLY[@]}"; do echo "$reply"; done`;
  const env = { ...process.env, NODE: process.execPath, MAIN, TYPED: typed };
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], {
    cwd: project.dir,
    env,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

describe.skipIf(!has("bash"))("bash (skipped where it is not installed)", () => {
  it.each([
    { typed: "errand hist", offers: ["history"] },
    { typed: "errand run t", offers: ["tidy"] },
    {
      title: "cuts off what readline keeps",
      typed: "errand run essays:",
      offers: ["archive", "check-stale"],
    },
    { typed: "errand run essays:ch", offers: ["check-stale"] },
    { typed: "errand run ess", offers: ["essays:archive", "essays:check-stale"] },
    { typed: "errand run essays:check-stale --st", offers: ["--stage"] },
    {
      title: "quotes what a shell would split",
      typed: "errand run essays:check-stale --stage ",
      offers: ["drafting", "re\\ view"],
    },
    { typed: "errand run essays:check-stale --stage=d", offers: ["drafting"] },
    {
      title: "leaves files to readline",
      typed: "errand run essays:check-stale --file ",
      offers: ["compopt -o default"],
    },
    { title: "offers nothing for nobody", typed: "errand run nobody --", offers: [] },
    { title: "goes on behind quoted words", typed: "errand run --tag a\\ b t", offers: ["tidy"] },
  ])("offers $offers for $typed", ({ typed, offers }) => {
    expect(completeInBash(new CrashProject(COMMANDS), typed)).toEqual(offers);
  });

  it("offers whole names where a person keeps the colon in words", () => {
    const project = new CrashProject(COMMANDS);
    expect(completeInBash(project, "errand run essays:a", "' '")).toEqual(["essays:archive"]);
    expect(completeInBash(project, "errand run essays:check-stale --stage=d", "' '")).toEqual([
      "--stage=drafting",
    ]);
  });
});

describe.skipIf(!has("zsh"))("zsh (skipped where it is not installed)", () => {
  it.each([
    {
      words: ["errand", "run", "essays:"],
      offers: ["essays\\:archive:Do what a test asks for", "essays\\:check-stale:Do what a test asks for"],
    },
    { words: ["errand", "run", "essays:check-stale", "--stage", ""], offers: ["drafting:", "re view:"] },
  ])("offers $offers for $words", ({ words, offers }) => {
    const project = new CrashProject(COMMANDS);
    const script = `
      errand() { "$NODE" "$MAIN" "$@" }
      compdef() { true }; compset() { true }; _files() { print files }
      _describe() { print -rl -- "\${(@P)2}" }
      eval "$(errand complete zsh)"
      words=("\${(@f)WORDS}"); CURRENT=$#words; PREFIX=\${words[-1]}
      _errand`;
    const env = { ...process.env, NODE: process.execPath, MAIN, WORDS: words.join("\n") };
    const { stdout, stderr } = spawnSync("zsh", ["-f", "-c", script], {
      cwd: project.dir,
      env,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toEqual(offers);
  });
});

it.each(["fish", "powershell"])("prints a script for %s that asks this program", async (shell) => {
  const { code, stdout, stderr } = await new CrashProject({}).errand(["complete", shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/errand complete ['-]/);
});
