import { writeNew } from "./write-new.ts";

/** One thing that a project needs: how it is made, or what there is already. */
export interface Step {
  /** For people. */
  what: string;
  /** What is there already, for people; undefined when nothing is. */
  kept: string | undefined;
  /** False when it turned out to be there. */
  make: () => boolean;
}

export function fileStep(file: { path: string; text: string; what: string; kept: string | undefined }): Step {
  return { what: file.what, kept: file.kept, make: () => writeNew(file.path, file.text) };
}

export function foretell({ what, kept }: Step): string {
  return kept === undefined ? `would write ${what}` : `would keep ${kept}`;
}

/** Makes what is missing, and tells. */
export function take({ what, kept, make }: Step): string {
  return kept === undefined && make() ? `wrote ${what}` : `kept ${kept ?? what}`;
}
