import { htmlDocument, shownPicture, type ShownPicture } from './document.js';
import { markup, type Markup } from './markup.js';

/** Pictures that belong together, under a heading. */
export interface SheetGroup {
  readonly title: string;
  /** What they are, and how many more there are. */
  readonly note: string;
  /** Pictures alone, or those that are compared side by side. */
  readonly entries: readonly (readonly ShownPicture[])[];
}

/** Pictures with their names, in groups. */
export interface ContactSheet {
  readonly title: string;
  readonly lead: string;
  readonly groups: readonly SheetGroup[];
  /** What made it. */
  readonly footer: string;
}

/**
 * A contact sheet as one HTML document that holds its pictures, asks nothing of any server and runs no
 * script. Equal sheets give equal bytes.
 */
export function contactSheetPage({ groups, ...said }: ContactSheet): string {
  const sections = groups.map((group, index) => ({
    id: `group${index}`,
    title: group.title,
    body: groupMarkup(group),
  }));
  return htmlDocument({ ...said, sections });
}

function groupMarkup({ note, entries }: SheetGroup): Markup {
  const several = entries.some((entry) => entry.length > 1);
  return markup`<p class="note">${note}</p>
<ul class="${several ? 'pairs' : 'pictures'}">${entries.map(
    (entry) => markup`<li>${several ? entry.map(sideMarkup) : entry.map(shownPicture)}</li>
`,
  )}</ul>
`;
}

function sideMarkup(picture: ShownPicture): Markup {
  return markup`<div class="side">${shownPicture(picture)}</div>`;
}
