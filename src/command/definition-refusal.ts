import { ErrandError } from "../core/errors.ts";

/** Ends the reading of a command's definition with what is wrong in it. */
export type Refuse = (reason: string) => never;

/** @throws ErrandError invalid_command, which names the file, when called. */
export function refuser(file: string): Refuse {
  return (reason) => {
    throw new ErrandError("invalid_command", `${file}: ${reason}`, { next: "errand list" });
  };
}
