import type { Clock } from "../core/clock.ts";
import type { SignalSource } from "../runner/signals.ts";

/** The world a command line is typed in. Tests make their own. */
export interface Host {
  argv: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Writes to stdout without making the stream, where the host knows how. */
  print?: (text: string) => void;
  /** Whether a person is at the other end, known without making the stream. */
  isTerminal: (stream: "stdin" | "stdout" | "stderr") => boolean;
  clock: Clock;
  /** The process ends with the call, and what is open in it by then. */
  endsProcess?: boolean;
  signals?: SignalSource;
}
