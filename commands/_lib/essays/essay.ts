import { basename } from "node:path";
import { z } from "errand";
import { FrontMatterFault, parseFrontMatter, type FrontMatter } from "./front-matter.ts";
import { INSTANT_HELP, parseInstant } from "./instant.ts";
import { parsePerson, type Person } from "./person.ts";

export const STAGES = ["drafting", "review", "published"] as const;
export type Stage = (typeof STAGES)[number];

export interface Essay {
  /** Relative to the content folder, with forward slashes. */
  file: string;
  title: string;
  stage: Stage;
  /** `editor` of the front matter, else `author`. */
  editor: Person | null;
  /** Epoch ms: the latest change its front matter tells of, else the date in its name, else the file's own. */
  updatedAt: number;
  slug: string | null;
  tags: string[];
  /** Markdown. */
  body: string;
  /** The line of the file that sets a key of the front matter. */
  lineOf: FrontMatter["lineOf"];
}

export interface EssaySource {
  file: string;
  text: string;
  /** When the file was last written, epoch ms. */
  modifiedAt: number;
}

/**
 * Understands a Markdown file by the habits of Hugo, Jekyll and Astro. Undefined for a page that is no essay: one
 * without front matter, or Hugo's `_index.md`.
 * @throws FrontMatterFault when the front matter cannot be read or says something impossible.
 */
export function readEssay(source: EssaySource): Essay | undefined {
  if (/(?:^|\/)_index\.\w+$/.test(source.file)) return undefined;
  const matter = parseFrontMatter(source.text) ?? bareDraft(source);
  if (!matter) return undefined;
  const fields = check(matter);
  return {
    file: source.file,
    title: fields.title ?? plainName(source.file),
    stage: fields.stage ?? stageByHabit(fields, source.file),
    editor: parsePerson(fields.editor) ?? parsePerson(fields.author) ?? parsePerson(fields.authors) ?? null,
    updatedAt: lastChange(matter, fields) ?? dateInName(source.file) ?? source.modifiedAt,
    slug: fields.slug ?? null,
    tags: fields.tags ?? [],
    body: matter.body,
    lineOf: matter.lineOf,
  };
}

/** A draft of Jekyll's is a draft before anybody gave it front matter. */
function bareDraft({ file, text }: EssaySource): FrontMatter | undefined {
  return isInDraftsFolder(file) ? { data: {}, body: text, lineOf: () => 1 } : undefined;
}

const text = z.union([z.string(), z.number()]).transform(String);
const list = z.union([z.array(text), text.transform((words) => words.split(/[\s,]+/).filter(Boolean))]);

/** Keys in lower case: Hugo does not mind the case, and Astro's are in camel case. */
const FIELDS = z.looseObject({
  title: text.optional(),
  slug: text.optional(),
  stage: z.enum(STAGES).optional(),
  tags: list.optional(),
});
type Fields = z.output<typeof FIELDS>;

function check(matter: FrontMatter): Fields {
  // Hugo keeps a site's own fields under `params`; a key without a value says nothing.
  const own = Object.entries(matter.data);
  const custom = Object.entries((matter.data["params"] as object | null | undefined) ?? {});
  const told = [...custom, ...own].filter(([, value]) => value !== null);
  const checked = FIELDS.safeParse(
    Object.fromEntries(told.map(([key, value]) => [key.toLowerCase(), value])),
  );
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const key = String(issue?.path[0]);
  throw new FrontMatterFault(`${key}: ${issue?.message ?? "not understood"}`, matter.lineOf(key));
}

function stageByHabit(fields: Fields, file: string): Stage {
  if (fields["draft"] !== undefined) return isYes(fields["draft"]) ? "drafting" : "published";
  if (isNo(fields["published"]) || isInDraftsFolder(file)) return "drafting";
  // Astro leaves out a file whose name begins with an underscore.
  return basename(file).startsWith("_") ? "drafting" : "published";
}

function isInDraftsFolder(file: string): boolean {
  return /(?:^|\/)_drafts\//.test(file);
}

// Jekyll and Hugo read YAML 1.1, where these words are booleans.
function isYes(value: unknown): boolean {
  return value === true || /^(?:true|yes|on)$/i.test(String(value));
}

function isNo(value: unknown): boolean {
  return value === false || /^(?:false|no|off)$/i.test(String(value));
}

/** The latest word on a change first: ours, Hugo's, Jekyll's and Astro's names for it, then the day of writing. */
const CHANGE_KEYS = ["updated", "lastmod", "last_modified_at", "updateddate", "modified"];
const WRITING_KEYS = ["date", "pubdate", "publishdate"];

function lastChange(matter: FrontMatter, fields: Fields): number | undefined {
  const key = [...CHANGE_KEYS, ...WRITING_KEYS].find((name) => fields[name] !== undefined);
  if (key === undefined) return undefined;
  const instant = parseInstant(fields[key]);
  if (instant !== undefined) return instant;
  throw new FrontMatterFault(
    `${key}: ${JSON.stringify(fields[key])} is not ${INSTANT_HELP}`,
    matter.lineOf(key),
  );
}

/** Jekyll's `2026-03-01-the-title.md`. */
function dateInName(file: string): number | undefined {
  return parseInstant(basename(file).slice(0, 10));
}

/** A Hugo bundle's `index.md` goes by its folder's name. */
export function plainName(file: string): string {
  const steps = file.replace(/\.\w+$/, "").split("/");
  const name = steps.length > 1 && steps.at(-1) === "index" ? steps.at(-2) : steps.at(-1);
  return (name ?? file).replace(/^\d{4}-\d{2}-\d{2}-/, "");
}
