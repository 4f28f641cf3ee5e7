import { describe, expect, it } from "vitest";
import { Command } from "commander";
import { VERBS } from "../../src/cli/verbs.ts";
import { Shell } from "../../src/cli/shell.ts";
import type { Host } from "../../src/cli/host.ts";
import { command } from "../command/project.ts";
import { useProjectWith } from "./test-project.ts";

const project = useProjectWith({ "commands/tidy.ts": command("Tidy up") });
const help = async (...words: string[]): Promise<string> => (await project().call(...words)).stdout;

/** Every verb, and those behind others. */
async function paths(): Promise<string[][]> {
  const shell = new Shell({ argv: [], env: {} } as unknown as Host);
  const all = VERBS.map(async ({ name, load, isGroup }) => {
    const [group, verb] = [new Command(name), await load()];
    if (isGroup && "define" in verb) verb.define(group, shell);
    return [[name], ...group.commands.map((below) => [name, below.name()])];
  });
  return (await Promise.all(all)).flat();
}

describe("help", () => {
  it("has no line of more than 100 columns, whichever verb is asked for", async () => {
    const tooWide: string[] = [];
    for (const path of await paths()) {
      const lines = (await help(...path, "--help")).split("\n");
      expect(lines.length, path.join(" ")).toBeGreaterThan(3);
      tooWide.push(...lines.filter((line) => line.length > 100).map((line) => `${path.join(" ")}: ${line}`));
    }
    expect(tooWide).toEqual([]);
  });

  it("shows an example of each verb, and what is to be filled in by capitals", async () => {
    const bare: string[] = [];
    for (const path of await paths()) {
      const text = await help(...path, "--help");
      if (!/^(Examples?|To switch it on):\n {2}/m.test(text)) bare.push(path.join(" "));
      expect(text, path.join(" ")).not.toMatch(/<[a-z-]+>|\[options\]|^Options:|^Commands:/m);
    }
    expect(bare).toEqual([]);
  });

  it.each([
    [["show"], "RUN is missing"],
    [["logs", "--grep"], "--grep PATTERN is without its value"],
    [["notify", "snooze", "x"], "--for DURATION is required"],
  ])("of %j is named by who left something out", async (words, said) => {
    const { stderr } = await project().call(...words);
    expect(stderr).toMatch(
      `errand: ${said}. Next: errand ${words.filter((word) => !/^-|^x$/.test(word)).join(" ")} --help`,
    );
  });

  it.each([
    [["run"], /--no-input +never ask for missing args\n/],
    [["run"], /--overlap CHOICE [^]*default:\s+the\s+command's,\s+else\s+skip/],
    [["exec"], /--overlap CHOICE [^]*\(default\s+skip\)/],
    [["run"], /Exit codes:\n {2}0 +succeeded[^]*75[^]*124, 137/],
    [["exec"], /--mask-env NAME\.\.\./],
    [["start"], /--concurrency N [^]*the config's, 8\)/],
    [["work"], /--grace TIME [^]*the\s+config's,\s+30s\)/],
    [["prune"], /keep.runs\s+of\s+the\s+config,\s+90d\)/],
    [["schedule", "next"], /--count COUNT +how many \(default: 5/],
    [["schedule", "backfill"], /--from TIME +required: /],
    [["notify", "snooze"], /--for DURATION +required: /],
    [["history"], /--arg KEY=VALUE +whose arg has that value \(repeatable\)\n/],
  ])("of %j says %s", async (path, said) => expect(await help(...path, "--help")).toMatch(said));

  it("of a command is for the verb that was typed", async () => {
    expect(await help("run", "tidy", "--help")).toMatch(/^Usage: errand run tidy /);
    expect(await help("enqueue", "tidy", "--help")).toMatch(/^Usage: errand enqueue tidy /);
  });

  it.each([
    [["help"], ["--help"]],
    [
      ["help", "run"],
      ["run", "--help"],
    ],
    [
      ["help", "run", "tidy"],
      ["run", "tidy", "--help"],
    ],
    [
      ["help", "schedule", "next"],
      ["schedule", "next", "--help"],
    ],
  ])("%j is %j", async (words, same) => {
    const { code, stdout } = await project().call(...words);
    expect(code).toBe(0);
    expect(stdout).toBe(await help(...same));
  });
});
