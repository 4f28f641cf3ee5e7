import { EventEmitter } from "node:events";
import type { ChildProcess } from "node:child_process";
import { connect, createServer, type AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { awaitEnd } from "../../src/runner/process-end.ts";
import { systemClock } from "../../src/system-clock.ts";

/** Nothing of this process goes on meanwhile. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test("what a process said before it ended is heard, however long this process stood still after the end", async () => {
  const server = createServer((socket) => void socket.end("the last word")).listen(0, "127.0.0.1");
  await EventEmitter.once(server, "listening");
  const wire = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await EventEmitter.once(wire, "connect");
  let heard = 0;
  const child = Object.assign(new EventEmitter(), { stdio: [] }) as unknown as ChildProcess;
  const ended = awaitEnd(child, { clock: systemClock, pieces: () => heard });
  // Behind the poll for what came in: the loop goes on with the timers.
  await setImmediate();
  wire.on("data", () => (heard += 1));
  child.emit("exit", 0, null);
  await Promise.resolve();
  standStill(300);
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(heard).toBe(1);
  server.close();
});
