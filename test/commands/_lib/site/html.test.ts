import { expect, test } from "vitest";
import { Html, html } from "../../../../commands/_lib/site/html.ts";

test.each([
  ["text", html`<p>${`<b> & "x" 'y'`}</p>`, "<p>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</p>"],
  ["a number", html`<p>${5}</p>`, "<p>5</p>"],
  ["HTML as it is", html`<p>${html`<b>${"<"}</b>`}</p>`, "<p><b>&lt;</b></p>"],
  ["a list of HTML line by line", html`<p>${[new Html("<b>"), new Html("<i>")]}</p>`, "<p><b>\n<i></p>"],
  ["backslashes as they are", html`<p>${"\\d"}</p>`, "<p>\\d</p>"],
])("a template embeds %s", (_, { text }, expected) => {
  expect(text).toBe(expected);
});
