import type { App } from "../app.ts";
import type { CommandDescriptor } from "../command/descriptor.ts";
import { readConfig, type Config, type ConfigFlags } from "../config.ts";
import { EXIT } from "../core/errors.ts";
import { carryFlags, carryFlagsAtEnd } from "./carry-flags.ts";
import type { makeApp } from "./make-app.ts";
import type { Host } from "./host.ts";
import { line } from "../log/event-lines.ts";

/** How a call of the command line ends. */
export interface Leave {
  code: number;
  /** Do not wait for what is still open, and little for readers: the work was given up, or made to end. */
  now: boolean;
}

/** What every verb works with: the host, the config, the app, and the ways to speak. */
export class Shell {
  readonly host: Host;
  /** Flags that any verb takes, as far as they were given. */
  configFlags: ConfigFlags = {};
  json = false;
  /** Given by a verb that surely needs the app, and so brings it along: a module loaded late costs 3 ms. */
  makeApp: typeof makeApp | undefined;
  /** What the verb read of the project's commands, if it read them. */
  commands: readonly CommandDescriptor[] | undefined;
  /** What the verb's action answered. */
  exitCode: number = EXIT.ok;
  /** Nothing that is still open is to be waited for: code that was given up may go on in this process. */
  leavesNow = false;
  #config: Promise<Config> | undefined;
  #app: App | undefined;
  #leavesOpen = false;

  constructor(host: Host) {
    this.host = host;
  }

  config(): Promise<Config> {
    return (this.#config ??= readConfig({ cwd: this.host.cwd, env: this.host.env, flags: this.configFlags }));
  }

  /** Whether the config was asked for. */
  get hasConfig(): boolean {
    return this.#config !== undefined;
  }

  /** The app, made at its first use: help and lists need no ledger, and load nothing of what does. */
  async app(): Promise<App> {
    if (this.#app) return this.#app;
    const make = this.makeApp ?? (await import("./make-app.ts")).makeApp;
    return (this.#app = make(await this.config(), this.host));
  }

  /** Whether the app was needed. */
  get hasApp(): boolean {
    return this.#app !== undefined;
  }

  /** To stdout: what was asked for. */
  print(text: string): void {
    const whole = text.endsWith("\n") ? text : `${text}\n`;
    if (this.host.print) this.host.print(whole);
    else this.host.stdout.write(whole);
  }

  printJson(body: Record<string, unknown>): void {
    this.print(JSON.stringify({ v: 1, ...body }));
  }

  /** The same for what ends with the command to type next, which is then about the same project as this call. */
  tell(text: string): void {
    this.print(carryFlagsAtEnd(text, this.configFlags));
  }

  /** To stderr: what a person should know besides. */
  note(message: string, next?: string): void {
    const then = next === undefined ? undefined : carryFlags(next, this.configFlags);
    this.host.stderr.write(`${line(message, then)}\n`);
  }

  /** Makes an action for commander of a function that answers with an exit code, or nothing for 0. */
  act<Words extends unknown[]>(
    action: (...words: Words) => Promise<number | void>,
  ): (...words: Words) => Promise<void> {
    return async (...words) => {
      this.exitCode = (await action(...words)) ?? EXIT.ok;
    };
  }

  /**
   * Leaves the ledger open for the end of the process to close. Whoever closes it last brings its write-ahead log home
   * and deletes it, and the next start makes it anew: four of the six syncs of a run, each of which may wait for
   * everybody else's writing. What is left behind is what a crash leaves, whole and durable, and is brought home when
   * it has grown (`openStore`), and by every read.
   */
  leaveOpen(): void {
    this.#leavesOpen = this.host.endsProcess === true;
  }

  close(): void {
    if (!this.#leavesOpen) this.#app?.close();
  }
}
