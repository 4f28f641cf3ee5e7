import { plainName, type Essay } from "../essays/essay.ts";

/** A slug that was asked for and cannot be a file name. `key` is the front matter's. */
export class SlugFault extends Error {
  override readonly name = "SlugFault";
}

// Also keeps a slug inside its folder: no slash, no leading dot.
const SLUG = /^[\p{L}\p{N}]+(?:[._-]+[\p{L}\p{N}]+)*$/u;
/** In bytes: with `.html` and the temporary name around it a file system's 255 must do. */
const LONGEST_SLUG = 120;

/** Whether `path` is one that `pagePath` could have made: so that a manifest never points out of its folder. */
export function isPagePath(path: string): boolean {
  return path.split("/").every((step) => SLUG.test(step) && Buffer.byteLength(step) <= LONGEST_SLUG);
}

/**
 * Where an essay's page lies in the site, without extension: its folders, then its slug (`slug` of the front matter, else
 * the file's name): `notes/tape-and-scissors`.
 * @throws SlugFault when the slug of the front matter cannot be a file name, or none can be made.
 */
export function pagePath(essay: Essay): string {
  const slug = essay.slug ?? slugify(plainName(essay.file));
  const path = [...sections(essay.file), slug].join("/");
  if (!SLUG.test(slug) || Buffer.byteLength(slug) > LONGEST_SLUG) {
    throw new SlugFault(
      `slug ${JSON.stringify(slug)} must be letters and digits with single words joined by - _ or ., at most ${LONGEST_SLUG} bytes`,
    );
  }
  if (path === "index") throw new SlugFault(`slug "index" is taken by the list of essays`);
  return path;
}

function sections(file: string): string[] {
  const folders = file.split("/").slice(0, -1);
  // A bundle's folder is its name, not a section.
  if (/\/index\.\w+$/.test(file)) folders.pop();
  const site = folders.join("/").replace(/^(?:src\/)?content(?=\/|$)/, "");
  return site
    .split("/")
    .filter((folder) => folder !== "_posts")
    .map(slugify)
    .filter(Boolean);
}

function slugify(text: string): string {
  const words = text
    .normalize("NFC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return words.join("-");
}
