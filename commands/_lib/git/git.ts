import { CommandError, type CommandContext, type ExecResult } from "errand";
import { remoteFault } from "./faults.ts";

// A run has no keyboard, and its messages are read by a program too.
const UNATTENDED = { GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };

export type GitEnv = Record<string, string>;

/** git, called with the same options and environment each time. */
export class Git {
  readonly #exec: CommandContext["exec"];
  readonly #options: readonly string[];
  readonly #env: GitEnv;

  constructor(exec: CommandContext["exec"], options: readonly string[], env: GitEnv = {}) {
    this.#exec = exec;
    this.#options = options;
    this.#env = { ...UNATTENDED, ...env };
  }

  /** The same with more options, or more environment. */
  with({ options = [], env = {} }: { options?: readonly string[]; env?: GitEnv }): Git {
    return new Git(this.#exec, [...this.#options, ...options], { ...this.#env, ...env });
  }

  /** What it prints, without the last line end. @throws CommandError when it fails. */
  async ask(...args: string[]): Promise<string> {
    const { stdout } = await this.#exec("git", [...this.#options, ...args], { env: this.#env, show: false });
    return stdout.trimEnd();
  }

  /** The same, and undefined when it fails. */
  async tryAsk(...args: string[]): Promise<string | undefined> {
    const { exitCode, stdout } = await this.#call(args);
    return exitCode === 0 ? stdout.trimEnd() : undefined;
  }

  /** A command that talks to a remote. @throws RemoteFault, or RemoteRefused. */
  async talk(remote: string, ...args: string[]): Promise<string> {
    const result = await this.#call(args);
    if (result.exitCode !== 0) throw remoteFault(remote, result);
    return result.stdout.trimEnd();
  }

  #call(args: string[]): Promise<ExecResult> {
    return this.#exec("git", [...this.#options, ...args], { env: this.#env, show: false, reject: false });
  }
}

/** Without git there is nothing to be done. @throws CommandError saying how to get it. */
export async function requireGit(exec: CommandContext["exec"]): Promise<void> {
  try {
    await exec("git", ["--version"], { show: false });
  } catch (cause) {
    throw new CommandError("git cannot be started; install it (apt-get install git)", { cause });
  }
}
