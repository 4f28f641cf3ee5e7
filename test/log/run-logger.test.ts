import { expect, it } from "vitest";
import { createRunLogger } from "../../src/log/run-logger.ts";

function logging() {
  const lines: Record<string, unknown>[] = [];
  const log = createRunLogger({
    bindings: { run: "r1", command: "backup" },
    now: () => 42,
    write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  return { log, lines };
}

it("writes a JSON line with level, time, the run and the message", () => {
  const { log, lines } = logging();
  log.warn({ left: 3 }, "slow");
  expect(lines).toEqual([{ level: 40, time: 42, run: "r1", command: "backup", left: 3, msg: "slow" }]);
});

it("keeps every level: what is shown is decided where it is shown", () => {
  const { log, lines } = logging();
  log.trace("a");
  log.debug("b");
  log.info("c %d", 7);
  log.error("d");
  log.fatal("e");
  expect(lines.map(({ level }) => level)).toEqual([10, 20, 30, 50, 60]);
  expect(lines[2]!["msg"]).toBe("c 7");
});

it("gives children their own fields, made before the first line or after it", () => {
  const { log, lines } = logging();
  const early = log.child({ essay: "on-time" });
  log.info("x");
  early.child({ part: 2 }).info("y");
  expect(lines[1]).toMatchObject({ essay: "on-time", part: 2, msg: "y" });
});

it("keeps an error's stack", () => {
  const { log, lines } = logging();
  log.error({ err: new Error("broken") }, "failed");
  expect(lines[0]).toMatchObject({
    err: { message: "broken", stack: expect.stringContaining("run-logger.test") },
  });
});
