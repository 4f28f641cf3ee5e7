import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { liveness, ownIdentity, startOf, wasRestartedSince } from "../../src/runner/process-identity.ts";

it("knows itself to be alive", () => {
  expect(liveness(ownIdentity())).toBe("alive");
});

it("knows a process that ended to be dead, and one that has its pid by now to be another", async () => {
  const child = spawn("true");
  await once(child, "exit");
  expect(liveness({ ...ownIdentity(), pid: child.pid! })).toBe("dead");
  expect(liveness({ ...ownIdentity(), startedAt: "1" })).toBe("dead");
});

it("takes a zombie for dead: it will not run another line", async () => {
  // What the shell becomes never asks how its child ended: it stays a zombie as long as that lives.
  const shell = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 30"]);
  const [line] = (await once(shell.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  while (startOf(pid) !== undefined) await new Promise((resolve) => setImmediate(resolve));
  expect(() => process.kill(pid, 0)).not.toThrow();
  shell.kill("SIGKILL");
});

it("cannot judge another host or another pid namespace, and does not guess", () => {
  const own = ownIdentity();
  expect(liveness({ ...own, host: "elsewhere" })).toBe("unknown");
  expect(liveness({ ...own, bootId: `${own.bootId.split("/")[0]!}/pid:[1]` })).toBe("unknown");
});

it("knows that nobody outlives a reboot", () => {
  const before = { ...ownIdentity(), bootId: "another-boot/pid:[1]" };
  expect(liveness(before)).toBe("dead");
  expect(wasRestartedSince(before)).toBe(true);
});

it("takes neither a death within this boot for a restart, nor what it cannot see from here", () => {
  const own = ownIdentity();
  const [boot = ""] = own.bootId.split("/");
  expect(wasRestartedSince({ ...own, startedAt: "1" })).toBe(false);
  expect(wasRestartedSince({ ...own, bootId: `${boot}/pid:[1]` })).toBe(false);
  expect(wasRestartedSince({ ...own, host: "elsewhere", bootId: "another-boot/pid:[1]" })).toBe(false);
});
