import { userInfo } from "node:os";

/** Who is asking: the OS user, and behind `sudo` the person too. */
export function nameActor(): string {
  const user = osUser();
  const person = process.env["SUDO_USER"];
  return person === undefined || person === user ? user : `${user} (sudo by ${person})`;
}

/** A container may run as a uid that has no name. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
