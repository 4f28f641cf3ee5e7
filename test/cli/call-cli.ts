import { Writable } from "node:stream";
import { runCli } from "../../src/cli/program.ts";
import { systemClock } from "../../src/system-clock.ts";

/** What a call of the command line printed, and its exit code. */
export interface Called {
  code: number;
  stdout: string;
  stderr: string;
}

/** Calls the command line in this process, as if it were typed in `cwd`. */
export async function callCli(cwd: string, argv: string[], env: NodeJS.ProcessEnv = {}): Promise<Called> {
  const [stdout, stderr] = [new Page(), new Page()];
  const { code } = await runCli({
    argv,
    env,
    cwd,
    stdin: process.stdin,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    isTerminal: () => false,
    clock: systemClock,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Page extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
