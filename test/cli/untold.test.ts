import { describe, expect, it } from "vitest";
import { command } from "../command/project.ts";
import { useProjectWith } from "./test-project.ts";

const project = useProjectWith({
  "errand.config.js": `export default { notify: [
    { commands: "nightly-*", to: { slack: { url: { env: "NO_SUCH_URL" } } } },
    { commands: "other", to: { ping: "https://hc-ping.com/uuid" } },
  ] };`,
  "commands/tidy.ts": command("Tidy up"),
  "commands/nightly-tidy.ts": command("Tidy up by night"),
});

const SAID =
  "errand: nobody is told of anything from here: errand.config.js: notify.0.to.slack.url from the variable " +
  "NO_SUCH_URL, which is not set: it must be an http:// or https:// URL. Next: errand notify list\n";

describe("a variable of notify that is not set", () => {
  it.each([["list"], ["history"], ["status"], ["queue", "list"], ["enqueue", "tidy"], ["tick"]])(
    "leaves %s %s to go on, with one line",
    async (...words) => {
      const { code, stderr } = await project().call(...words);
      expect(code).not.toBe(78);
      expect(stderr.split(SAID)).toHaveLength(2);
    },
  );

  it("is told by a run that somebody should hear of, which goes on, and by no other", async () => {
    expect(await project().call("run", "nightly-tidy")).toMatchObject({ code: 0, stderr: SAID });
    expect(await project().call("run", "tidy")).toMatchObject({ code: 0, stderr: "" });
    expect(await project().call("exec", "--name", "nightly-x", "--", "true")).toMatchObject({
      code: 0,
      stderr: SAID,
    });
  });

  it.each([["start"], ["work"], ["notify", "test"]])(
    "stops %s %s, which is there to tell",
    async (...words) => {
      const { code, stderr } = await project().call(...words);
      expect({ code, stderr }).toEqual({
        code: 78,
        stderr: SAID.replace("nobody is told of anything from here: ", ""),
      });
    },
  );

  it("stands in notify list, beside the rules that could be read", async () => {
    const { code, stdout, stderr } = await project().call("notify", "list");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/ping-\w+ .* other /);
    expect(stdout).toContain(
      "nobody is told from here, as\n  errand.config.js: notify.0.to.slack.url from the",
    );
    const answer: unknown = JSON.parse((await project().call("notify", "list", "--json")).stdout);
    expect(answer).toMatchObject({
      rules: [{ commands: "other" }],
      faults: [{ commands: "nightly-*", message: expect.stringContaining("NO_SUCH_URL") }],
    });
  });

  it("says nothing where words are completed", async () => {
    expect((await project().call("complete", "--", "errand", "run", "ti")).stderr).toBe("");
  });
});
