import { describe, expect, it } from "vitest";
import { defineCommand } from "../../src/command/define.ts";
import { findDefinitionFault } from "../../src/command/definition-fault.ts";
import { describeCommand } from "../../src/command/describe-command.ts";

const own = { summary: "Do it", run: () => undefined };

describe("hooks of a command", () => {
  it("are told by their names, and how often it should succeed in ms", async () => {
    const definition = defineCommand({ ...own, onDead: () => 5, onStart() {}, expectEvery: "26h" });
    const described = await describeCommand({ name: "job", file: "/p/commands/job.ts", definition }, "/p");
    expect(described).toMatchObject({ hooks: ["onStart", "onDead"], expectEveryMs: 26 * 3_600_000 });
  });

  it("are none, and nobody expects it, unless it says so", async () => {
    const definition = defineCommand(own);
    const described = await describeCommand({ name: "job", file: "/p/commands/job.ts", definition }, "/p");
    expect(described).toMatchObject({ hooks: [], expectEveryMs: null });
  });

  it.each([
    [{ onFailure: 5 }, "onFailure 5 must be a function"],
    [{ expectEvery: "daily" }, 'expectEvery "daily" must be a duration such as 90s, 15m, 1h30m, 14d or 2w'],
    [
      { expectEvery: "0s" },
      'expectEvery "0s" must be a duration such as 90s, 15m, 1h30m, 14d or 2w, and longer',
    ],
    [{ expiresIn: "0s" }, 'expiresIn "0s" must be a duration such as 90s, 15m, 1h30m, 14d or 2w, and longer'],
    [{ onFail() {} }, 'defineCommand knows no "onFail"'],
  ])("%j are refused when they are none", (wrong, fault) => {
    const definition = defineCommand({ ...own, ...wrong } as typeof own);
    expect(findDefinitionFault(definition as never)).toContain(fault);
  });
});
