import { CommandError, type ExecResult } from "errand";
import { oneLine } from "../one-line.ts";

/** A remote did not do what it was asked, as far as is known because nobody could talk to it: another try may help. */
export class RemoteFault extends CommandError {}

/** It answered, and said no: wrong credentials, no such repository, a push it does not take. A person must act. */
export class RemoteRefused extends RemoteFault {}

/** What git and ssh say, in their own words, when they were heard and turned away. Anything else is taken for the network. */
const REFUSALS = [
  /\[(?:remote )?rejected\]/,
  /authentication failed|permission denied|access denied|host key verification failed/i,
  /could not read (?:username|password)|terminal prompts disabled/i,
  /returned error: 40\d/i,
  /does not appear to be a git repository|repository .*not found|'.*' not found/i,
];

/** The fault for a git command that failed while it talked to a remote. */
export function remoteFault(remote: string, { stdout, stderr, signal }: ExecResult): RemoteFault {
  const said = `${stdout}\n${stderr}`;
  const [Fault, did] = REFUSALS.some((pattern) => pattern.test(said))
    ? [RemoteRefused, "refused"]
    : [RemoteFault, "cannot be reached"];
  return new Fault(`remote "${remote}" ${did}: ${tellingLine(said) ?? wordSilence(signal)}`);
}

/** git's hints and its closing advice tell less than the line that names the fault, which may go on in the next. */
function tellingLine(said: string): string | undefined {
  const lines = said
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "" && !line.startsWith("hint:"));
  const rejected = lines.findIndex((line) => /\[(?:remote )?rejected\]/.test(line));
  const fatal = lines.findIndex((line) => /^(?:fatal|error|ssh|remote):/.test(line));
  const at = rejected >= 0 ? rejected : fatal;
  const line = lines.at(at);
  return line?.endsWith(":") ? `${line} ${lines[at + 1] ?? ""}` : line;
}

/** Who breaks off while git writes to it ends git by a signal, before it can say so. */
function wordSilence(signal: string | null): string {
  return signal === null ? "git said nothing" : `git was ended by ${signal} and said nothing`;
}
