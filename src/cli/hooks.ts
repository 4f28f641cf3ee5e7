import { ErrandError } from "../core/errors.ts";
import { serveHooks } from "../notify/hooks/serve.ts";
import type { Leave, Shell } from "./shell.ts";

/** `errand hooks FOLDER`, by a fork of whoever has hooks to call, and by nobody else. */
export async function call(_argv: string[], { host }: Shell): Promise<Leave> {
  if (!process.send)
    throw new ErrandError("usage", "hooks is what errand calls itself with, not a verb", {
      next: "errand --help",
    });
  return serveHooks(host.clock);
}
