import { beforeEach, describe, expect, it } from "vitest";
import { command } from "../command/project.ts";
import { finished } from "../store/build.ts";
import { useProjectWith } from "./test-project.ts";

const HOUR = 3_600_000;
const GOOD = command("Back up", 'expectEvery: "1h",');

const project = useProjectWith({ "commands/backup.ts": GOOD });

async function overdue(): Promise<string[]> {
  const { stdout } = await project().call("status");
  return stdout
    .split("\n")
    .filter((line) => line.includes("succeeded, expected") || line.includes("last succeeded"));
}

beforeEach(() => {
  project().write("commands/backup.ts", GOOD);
});

describe("status, of what is overdue", () => {
  it("shows a command that never succeeded since something that tells first saw it, told or not", async () => {
    await project().call("tick");
    expect(await overdue()).toEqual([]);
    await project().clock.advance(HOUR + 1);
    expect(await overdue()).toEqual(["  backup never succeeded, expected every 1h since 1h ago"]);
    expect((await project().call("status", "--strict")).code).toBe(1);
  });

  it("shows one whose last success is too old, though nothing ever ticked", async () => {
    await finished(project().store, { command: "backup" });
    await project().clock.advance(2 * HOUR);
    expect(await overdue()).toEqual(["  backup last succeeded 2h ago, expected every 1h"]);
  });

  it("writes nothing: from a look at it no time counts", async () => {
    expect(await overdue()).toEqual([]);
    await project().clock.advance(2 * HOUR);
    expect(await overdue()).toEqual([]);
    await project().call("tick");
    await project().clock.advance(HOUR);
    expect(await overdue()).toEqual([]);
  });

  it("goes on with one whose module does not load any more", async () => {
    await project().call("tick");
    project().write("commands/backup.ts", 'throw new Error("no such tape");');
    expect(await overdue()).toEqual([]);
    await project().call("tick");
    await project().clock.advance(HOUR + 1);
    expect(await overdue()).toEqual(["  backup never succeeded, expected every 1h since 1h ago"]);
  });
});
