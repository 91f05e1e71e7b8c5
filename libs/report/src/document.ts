import { Markup, markup, type Content } from './markup.js';
import { style } from './style.js';

/** A part of a page, under a heading that is found from the top. */
export interface Section {
  /** Of letters. */
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

/** What an HTML document says. */
interface DocumentParts {
  readonly title: string;
  readonly lead: string;
  /** What stands between the lead and the table of contents. */
  readonly headline?: Markup | undefined;
  readonly sections: readonly Section[];
  readonly footer: string;
}

/** An HTML document that asks nothing of any server and runs no script. */
export function htmlDocument({ title, lead, headline, sections, footer }: DocumentParts): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="lead">${lead}</p>
${headline}
<nav aria-label="Sections"><ul>${sections.map(({ id, title: name }) => markup`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main>
${sections.map(
  ({ id, title: name, body }) => markup`<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2>
${body}</section>
`,
)}</main>
<footer><p>${footer}</p></footer>
</body>
</html>
`.text;
}

/** A picture on a page. */
export interface ShownPicture {
  /** Its name. */
  readonly file: string;
  /** What is known of it, in a line. */
  readonly caption?: string | undefined;
  /** What is read to who does not see it. */
  readonly alt: string;
  /** The picture as a PNG file. */
  readonly png: Uint8Array;
}

/** A picture, which stands in the page itself, over its name and caption. */
export function shownPicture({ file, caption, alt, png }: ShownPicture): Content {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return markup`<img src="${source}" alt="${alt}">
<div>${file}</div>${caption === undefined ? undefined : markup`<div>${caption}</div>`}`;
}

/** Boxes of one figure each: what it is, its value, what stands below that. */
export function headlineBoxes(
  boxes: readonly { title: string; value: string; below: string }[],
): Markup {
  return markup`<dl class="headline">${boxes.map(
    ({ title, value, below }) =>
      markup`<div><dt>${title}</dt><dd><div class="value">${value}</div><div class="span">${below}</div></dd></div>
`,
  )}</dl>`;
}
