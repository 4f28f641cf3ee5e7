import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";

/**
 * Has another end say a word that `hear` gets when the loop looks for it; before that, this process stands still for
 * `ms` right behind `begin`: timers that `begin` started are due by then, and go first.
 */
export async function standStill(ms: number, begin: () => void, hear: () => void): Promise<void> {
  const server = createServer((socket) => void socket.end("a word")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const wire = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(wire, "connect");
  // Behind the look for what came in: the loop goes on with the timers.
  await setImmediate();
  wire.once("data", hear);
  begin();
  await Promise.resolve();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  server.close();
}
