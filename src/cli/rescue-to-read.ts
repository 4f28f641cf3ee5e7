import type { App } from "../app.ts";
import type { Shell } from "./shell.ts";

/** The app for who only reads: no run of the dead reads as running, on a full or read-only disk either. */
export async function rescueToRead(shell: Shell): Promise<App> {
  const app = await shell.app();
  const unwritten = await app.rescueToRead();
  if (unwritten) {
    const { count, error } = unwritten;
    const lost = count === 1 ? "1 run is lost" : `${count} runs are lost`;
    shell.note(`${lost}, and it cannot be written down: ${error.message}`, error.next);
  }
  return app;
}
