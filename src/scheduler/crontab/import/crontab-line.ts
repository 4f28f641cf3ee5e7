/** A line of a crontab as it stands there. */
export interface WrittenLine {
  /** Counted from 1. */
  number: number;
  /** With its line end, so that all lines make the same text again. */
  raw: string;
}

/** What cron reads in a line. */
export type LineContent =
  | { kind: "blank" }
  | { kind: "comment" }
  /** In a block that errand keeps itself. */
  | { kind: "own" }
  | { kind: "setting"; name: string; value: string }
  | JobContent
  /** `reason` is the end of a sentence: `has no command`. */
  | { kind: "unreadable"; reason: string };

export interface JobContent {
  kind: "job";
  /** Five fields with one blank between them, or a nickname. */
  time: string;
  /** Null where the table has no column for it. */
  user: string | null;
  /** For the shell, with every `\%` resolved. */
  command: string;
  /** Null: none. It ends with a newline. */
  stdin: string | null;
}

export type CrontabLine = WrittenLine & LineContent;
