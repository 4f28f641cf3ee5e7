import { ErrandError } from "../core/errors.ts";
import { messageOf } from "../core/thrown.ts";

/** `warning`: errand works, but a person should know. `broken`: something does not work. */
export type Mark = "ok" | "warning" | "broken";

/** What one look found. `next` is the command to type, null when there is nothing to do. */
export interface Finding {
  about: string;
  mark: Mark;
  said: string;
  next: string | null;
}

export function ok(about: string, said: string): Finding {
  return { about, mark: "ok", said, next: null };
}

export function warning(about: string, said: string, next: string | null = null): Finding {
  return { about, mark: "warning", said, next };
}

export function broken(about: string, said: string, next: string | null = null): Finding {
  return { about, mark: "broken", said, next };
}

/** What `look` found; an error that it throws is the finding, so that one broken thing hides no other. */
export async function survive(about: string, look: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ErrandError) return broken(about, error.message, elsewhere(error.next));
    return broken(about, messageOf(error));
  }
}

/** What sends a person here is no advice here. */
function elsewhere(next: string | undefined): string | null {
  return next === undefined || next.startsWith("errand doctor") ? null : next;
}
