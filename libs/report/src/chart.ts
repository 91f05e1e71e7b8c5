import { required } from '@gender/core';
import type { TopLevelSpec } from 'vega-lite';
import { escapeMarkup, Markup, markup, showable } from './markup.js';
import { palette } from './style.js';

/** A drawing of numbers, with these behind it. */
export interface Chart {
  readonly title: string;
  /** What is to be seen, in a sentence or two, for those who do not see it. */
  readonly alt: string;
  /** A Vega-Lite specification without size, colours and fonts of the page. */
  readonly spec: Omit<TopLevelSpec, 'config'>;
  /** How to read it. */
  readonly note?: string | undefined;
  readonly table: Table;
}

/** Numbers as texts. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The colours of series, of which the page has a light and a dark set. */
export const seriesColours = [1, 2, 3, 4, 5, 6].map((index) => `var(--series-${index})`);

/** How lines of a series are dashed, so that colour is not all that tells them apart. */
export const seriesDashes = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [4, 4],
  [1, 3],
];

const ink = 'var(--ink)';
const line = 'var(--line)';

const config = {
  aria: false,
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  title: { color: ink, fontSize: 14, anchor: 'start' },
  axis: {
    ...{ labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line },
    ...{ labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' },
  },
  legend: {
    ...{ labelColor: ink, titleColor: ink, labelFontSize: 12, orient: 'top', title: null },
    ...{ symbolType: 'stroke', symbolSize: 400, symbolStrokeWidth: 2 },
  },
} as const;

/**
 * Draws charts as SVG, without a browser. Texts take their colours from the page around them.
 * Equal charts give equal bytes.
 */
export async function drawCharts(charts: readonly Chart[]): Promise<Markup[]> {
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')]);
  vega.resetSVGDefIds();
  const drawn: Markup[] = [];
  for (const { spec, alt } of charts) {
    // A copy, as Vega marks the data that it draws.
    const { spec: compiled } = compile(structuredClone({ ...spec, config }) as TopLevelSpec);
    const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
    drawn.push(asPicture(await view.toSVG(), alt));
    view.finalize();
  }
  return drawn;
}

/** Draws a chart as an SVG file of its own, light or dark as the reader's system is. */
export async function drawFile(chart: Chart): Promise<string> {
  const [drawing] = await drawCharts([chart]);
  const { text } = required(drawing, 'the drawing of a chart');
  const behind = `<style>${palette}</style><rect width="100%" height="100%" fill="var(--paper)"/>`;
  const standing = text.replace(
    /^<svg ([^>]*)>/,
    (_tag, attributes: string) => `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${behind}`,
  );
  return `${standing}\n`;
}

/** One picture with a text in place of it, in place of a tree of graphics objects. */
function asPicture(svg: string, alt: string): Markup {
  // Of tags alone, as texts between them may look like attributes.
  const plain = svg.replaceAll(/<[^>]+>/g, (tag) =>
    tag.replaceAll(/ (role|aria-roledescription|aria-hidden)="[^"]*"/g, ''),
  );
  const picture = plain.replace(
    /^<svg [^>]*?(width="[\d.]+" height="[\d.]+" viewBox="[^"]+")>/,
    (_tag, size: string) => `<svg role="img" aria-label="${escapeMarkup(alt)}" ${size}>`,
  );
  return new Markup(showable(picture));
}

/** A chart on the page, its numbers folded behind it. */
export function figure({ title, note, table }: Chart, drawing: Markup): Markup {
  return markup`<figure><figcaption><h3>${title}</h3></figcaption>${drawing}
${note === undefined ? undefined : markup`<p class="note">${note}</p>`}
<details><summary>Numbers<span class="hidden"> of ${title}</span></summary>${tableMarkup(table)}</details></figure>`;
}

/** A table whose first column names its rows. */
export function tableMarkup({ columns, rows }: Table, caption?: string): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption ?? columns.join(', ')}"><table>
<thead><tr>${columns.map((column) => markup`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...cells]) =>
      markup`<tr><th scope="row">${first}</th>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}
