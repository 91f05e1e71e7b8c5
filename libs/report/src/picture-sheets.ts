import { shownPicture } from './document.js';
import { markup, type Markup } from './markup.js';
import { percent } from './numbers.js';
import type { PictureSheet } from './report.js';

/** Pictures side by side, each with its file name and what it was called. */
export function pictureSheets(sheets: readonly PictureSheet[]): Markup {
  return markup`${sheets.map(
    ({ title, note, pictures }) => markup`<h3>${title}</h3><p class="note">${note}</p>
<ul class="pictures">${pictures.map(pictureItem)}</ul>
`,
  )}`;
}

function pictureItem(picture: PictureSheet['pictures'][number]): Markup {
  const { file, label, called, confidence, png } = picture;
  const alt = `Labelled ${label}, called ${called}`;
  const caption = `${label}, called ${called} ${percent(confidence)}`;
  return markup`<li>${shownPicture({ file, caption, alt, png })}</li>
`;
}
