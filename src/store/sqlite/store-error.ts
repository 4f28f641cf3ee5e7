import { dirname } from "node:path";
import { ErrandError, type ErrorCode } from "../../core/errors.ts";
import { findObstacle, type Obstacle } from "./find-obstacle.ts";
import { isForeign } from "./is-foreign.ts";

interface Explanation {
  code: ErrorCode;
  /** What is wrong with the file, behind its name. */
  wrong: string;
  next: (file: string) => string;
}

/** Nothing of another program's is moved for us. */
const setAside = (file: string): string =>
  isForeign(file) ? NAME_ANOTHER : `mv ${quote(file)} ${quote(`${file}.damaged`)}`;
const nameAnother = (): string => NAME_ANOTHER;
const NAME_ANOTHER = "errand status --database FILE";
const lookAround = (file: string): string => `ls -la ${quote(dirname(file))}`;
const freeSpace = (file: string): string => `df -h ${quote(dirname(file))}`;
const countInodes = (file: string): string => `df -i ${quote(dirname(file))}`;
const askAgain = (): string => "errand status";

const FORBIDDEN = {
  code: "store_unavailable",
  wrong: "may not be used by this user",
  next: lookAround,
} as const;
const LOCKED = {
  code: "store_unavailable",
  wrong: "was kept locked by another process",
  next: askAgain,
} as const;
const READ_ONLY = {
  code: "store_unavailable",
  wrong: "or its folder is read-only",
  next: lookAround,
} as const;
const FULL = { code: "store_unavailable", wrong: "cannot grow: the disk is full", next: freeSpace } as const;
const FAILING = { code: "store_unavailable", wrong: "cannot be read or written", next: freeSpace } as const;
const UNREACHABLE = { code: "store_unavailable", wrong: "cannot be opened", next: lookAround } as const;
const DAMAGED = { code: "store_corrupt", wrong: "is damaged", next: setAside } as const;
const FOREIGN = { code: "store_corrupt", wrong: "is no ledger", next: nameAnother } as const;

/** SQLite's primary result codes whose cause is outside: the file, the disk, other processes. Any other is our own fault. */
const BY_RESULT_CODE: Readonly<Record<number, Explanation>> = {
  3: FORBIDDEN,
  5: LOCKED,
  6: LOCKED,
  8: READ_ONLY,
  10: FAILING,
  11: DAMAGED,
  13: FULL,
  14: UNREACHABLE,
  15: LOCKED,
  26: FOREIGN,
};

/** These say that something went wrong with a file, never what: the place itself is asked. */
const VAGUE: ReadonlySet<number> = new Set([8, 10, 14]);

const BY_OBSTACLE: Readonly<Record<Obstacle, Explanation>> = {
  read_only_disk: {
    code: "store_unavailable",
    wrong: "cannot be written: its disk is mounted read-only",
    next: freeSpace,
  },
  closed_folder: {
    code: "store_unavailable",
    wrong: "cannot be written: this user may not write to its folder",
    next: lookAround,
  },
  closed_file: {
    code: "store_unavailable",
    wrong: "cannot be used: this user may not read and write it",
    next: lookAround,
  },
  full_disk: FULL,
  no_inode: {
    code: "store_unavailable",
    wrong: "cannot be opened: its disk has no room for another file",
    next: countInodes,
  },
};

/** What the file system says while folders and files are made. */
const BY_ERRNO: Readonly<Record<string, Explanation>> = {
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: BY_OBSTACLE.read_only_disk,
  ENOSPC: FULL,
  EDQUOT: FULL,
  EEXIST: { code: "store_unavailable", wrong: "cannot be made: something is in its way", next: lookAround },
  ENOENT: UNREACHABLE,
  ENOTDIR: UNREACHABLE,
  EISDIR: UNREACHABLE,
};

/**
 * The one place where refusals become words: the file, what is wrong with it, the next command. Any error that has
 * no such cause comes back as it is.
 */
export function explain(error: unknown, file: string, noun = "ledger"): unknown {
  if (!(error instanceof Error)) return error;
  const explanation = bySqlite(resultCode(error), file) ?? BY_ERRNO[errno(error)];
  if (!explanation) return error;
  const { code, wrong, next } = explanation;
  return new ErrandError(code, `the ${noun} ${file} ${wrong} (${error.message})`, {
    next: next(file),
    cause: error,
  });
}

/** Whether another connection had the ledger, and nothing of what was wanted is done. */
export function isLocked(error: unknown): error is ErrandError {
  if (!(error instanceof ErrandError) || !(error.cause instanceof Error)) return false;
  return BY_RESULT_CODE[resultCode(error.cause)] === LOCKED;
}

function bySqlite(code: number, file: string): Explanation | undefined {
  const obstacle = VAGUE.has(code) ? findObstacle(file) : undefined;
  return obstacle === undefined ? BY_RESULT_CODE[code] : BY_OBSTACLE[obstacle];
}

/** @param problem - what makes the file another program's, behind its name. */
export function notOurs(file: string, problem: string): ErrandError {
  return new ErrandError("store_corrupt", `the file ${file} ${problem}`, { next: NAME_ANOTHER });
}

/** The low byte of SQLite's extended code; 0 when the error is none of SQLite's. */
function resultCode(error: Error): number {
  return "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;
}

function errno(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

/** As a shell takes it. */
function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
