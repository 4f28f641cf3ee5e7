import { parse } from "node:path";

/** How the backups of one database are called: `errand-20261123T071500Z.db`, by UTC time, so that names sort by age. */
export class BackupName {
  readonly #stem: string;
  readonly #extension: string;

  /** `stem` replaces the database's own name: for two databases of one name in one folder. */
  constructor(database: string, stem?: string) {
    const { name, ext } = parse(database);
    this.#stem = stem ?? name;
    this.#extension = ext || ".db";
  }

  at(instant: Date): string {
    const time = instant.toISOString().replace(/[-:]|\.\d+/g, "");
    return `${this.#stem}-${time}${this.#extension}`;
  }

  /** Where a backup grows before it is whole and checked. */
  partial(name: string): string {
    return `.${name}${PARTIAL}`;
  }

  /** The backups of this database among `files`, newest first. */
  backupsIn(files: string[]): string[] {
    return files
      .filter((file) => this.#isBackup(file))
      .sort()
      .reverse();
  }

  /** What a killed run left behind, with SQLite's own files beside it. */
  leftoversIn(files: string[]): string[] {
    return files.filter((file) => {
      const [, name] = LEFTOVER.exec(file) ?? [];
      return name !== undefined && this.#isBackup(name);
    });
  }

  #isBackup(file: string): boolean {
    if (!file.startsWith(`${this.#stem}-`) || !file.endsWith(this.#extension)) return false;
    return TIME.test(file.slice(this.#stem.length + 1, -this.#extension.length));
  }
}

const PARTIAL = ".partial";
const LEFTOVER = /^\.(.+)\.partial(?:-journal|-wal|-shm)?$/;
const TIME = /^\d{8}T\d{6}Z$/;
