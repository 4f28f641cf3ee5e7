import { createHash } from "node:crypto";
import { marked } from "marked";
import type { Essay } from "../essays/essay.ts";
import { html, Html } from "./html.ts";

/** A published essay with its place in the site. */
export interface Page {
  /** Without extension, relative to the site: `notes/tape-and-scissors`. */
  path: string;
  essay: Essay;
  /** Changes whenever what `renderPage` makes of it changes. */
  hash: string;
}

/** Raise it when pages come out differently, so that all of them are written again. */
const TEMPLATE = 1;

export function toPage(path: string, essay: Essay): Page {
  const { title, editor, tags, updatedAt, body } = essay;
  const content = JSON.stringify([TEMPLATE, path, title, editor?.name, tags, updatedAt, body]);
  return { path, essay, hash: createHash("sha256").update(content).digest("hex") };
}

/** The files of a page, by extension. HTML in an essay's body stays as it is, as in Jekyll and Astro. */
export function renderPage(page: Page): { html: string; json: string } {
  const body = marked.parse(page.essay.body, { async: false });
  return {
    html: renderDocument(page.essay.title, [
      html`<h1>${page.essay.title}</h1>`,
      html`<p>${byline(page)}</p>`,
      new Html(body),
    ]),
    json: toJson({ ...describe(page), html: body }),
  };
}

/** The list of all essays, latest change first. */
export function renderIndex(pages: Page[]): { html: string; json: string } {
  const latestFirst = pages.toSorted(
    (a, b) => b.essay.updatedAt - a.essay.updatedAt || (a.path < b.path ? -1 : 1),
  );
  const items = latestFirst.map(
    (page) => html`<li><a href="${encodeURI(page.path)}.html">${page.essay.title}</a> ${byline(page)}</li>`,
  );
  return {
    html: renderDocument("Essays", [
      html`<h1>Essays</h1>`,
      html`<ul>
        ${items}
      </ul>`,
    ]),
    json: toJson({ v: 1, essays: latestFirst.map(describe) }),
  };
}

/** What readers may know: the editor's name, but not the address. */
function describe({ path, essay }: Page): Record<string, unknown> {
  const updated = new Date(essay.updatedAt).toISOString();
  return { path, title: essay.title, editor: essay.editor?.name ?? null, updated, tags: essay.tags };
}

function byline({ essay }: Page): Html {
  const updated = new Date(essay.updatedAt).toISOString();
  const editor = essay.editor ? html`, edited by ${essay.editor.name}` : "";
  return html`<small><time datetime="${updated}">${updated.slice(0, 10)}</time>${editor}</small>`;
}

function renderDocument(title: string, content: Html[]): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          body {
            max-width: 40rem;
            margin: 2rem auto;
            padding: 0 1rem;
            font:
              1.1rem/1.6 Georgia,
              serif;
          }
        </style>
      </head>
      <body>
        ${content}
      </body>
    </html> `.text;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
