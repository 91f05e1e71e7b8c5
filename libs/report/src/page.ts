import { required, zip } from '@gender/core';
import { calibrationNote, describePersons, figureTitles, type Score } from '@gender/evaluation';
import { drawCharts, figure, tableMarkup, type Chart } from './chart.js';
import { chartsOf } from './charts.js';
import { headlineBoxes, htmlDocument, type Section } from './document.js';
import { howCalled } from './how-called.js';
import { markup, type Markup } from './markup.js';
import { decimals, percent, span } from './numbers.js';
import { pictureSheets } from './picture-sheets.js';
import { confusionRows, type Facts, type PictureSheet, type Report } from './report.js';

/** What is shown first. */
const headlineFigures = ['accuracy', 'balancedAccuracy', 'crossEntropy', 'rocAuc'] as const;

/**
 * A report as one HTML document that asks nothing of any server and runs no script. Equal reports give
 * equal bytes.
 */
export async function reportPage(
  report: Report,
  pictures: readonly PictureSheet[] = [],
): Promise<string> {
  return htmlDocument({
    title: report.title,
    lead: lead(report),
    headline: headline(report.score),
    sections: await sectionsOf(report, pictures),
    footer: 'Made by gender-evaluate report. The numbers are in report.json beside this page.',
  });
}

async function sectionsOf(report: Report, pictures: readonly PictureSheet[]): Promise<Section[]> {
  const { learning, thresholds, sureness, groups } = chartsOf(report);
  const charts = [learning, thresholds, sureness, groups];
  const drawings = await drawCharts(charts.flat());
  const drawn = new Map(zip(charts.flat(), drawings));
  const grid = (list: readonly Chart[]): Markup =>
    markup`<div class="charts">${list.map((chart) => figure(chart, required(drawn.get(chart), 'the drawing of a chart')))}</div>`;
  const { score } = report;
  const sections = [
    { id: 'figures', title: 'Figures', body: figures(score) },
    { id: 'thresholds', title: 'Thresholds', body: grid(thresholds) },
    { id: 'sureness', title: 'How sure it is', body: grid(sureness) },
    { id: 'groups', title: 'Groups', body: markup`${groupsLead(score)}${grid(groups)}` },
    { id: 'learning', title: 'Training', body: grid(learning) },
    { id: 'mistakes', title: 'Mistakes', body: mistakes(report, pictures) },
    { id: 'origin', title: 'Model and data', body: origin(report) },
    { id: 'limits', title: 'Limits of use', body: limits },
  ];
  return sections.filter(
    ({ id }) =>
      (id !== 'learning' || learning.length > 0) && (id !== 'thresholds' || thresholds.length > 0),
  );
}

function lead({ score, ...report }: Report): string {
  const { images, uncertainty, perClass } = score;
  const persons = describePersons(uncertainty);
  const counts = perClass.map(({ name, support }) => `${support} ${name}`).join(', ');
  return [
    `${images} pictures${persons === undefined ? '' : ` of ${persons}`}: ${counts}. Below each figure stands its 95 % interval.`,
    ...howCalled({ score, ...report }),
  ].join(' ');
}

const titles = { accuracy: 'accuracy', ...figureTitles };

function headline(score: Score): Markup {
  return headlineBoxes(
    headlineFigures.flatMap((name) => {
      const value = score[name];
      if (value === undefined) return [];
      const below = span(score.intervals[name]);
      return [{ title: titles[name], value: decimals(value), below }];
    }),
  );
}

function figureRows(score: Score): string[][] {
  return Object.entries(titles).flatMap(([key, title]) => {
    const name = key as keyof typeof titles;
    const value = score[name];
    return value === undefined ? [] : [[title, decimals(value), span(score.intervals[name])]];
  });
}

function figures(score: Score): Markup {
  const { resamples } = score.uncertainty;
  const of = describePersons(score.uncertainty) ?? 'pictures as if all were of others';
  const classes = score.perClass.map(({ name, support, precision, recall, f1, intervals }) => [
    ...[name, `${support}`],
    ...[`${decimals(precision)} (${span(intervals.precision)})`],
    ...[`${decimals(recall)} (${span(intervals.recall)})`],
    ...[`${decimals(f1)} (${span(intervals.f1)})`],
  ]);
  return markup`<div class="pair"><div>${tableMarkup({ columns: ['figure', 'value', '95 % interval'], rows: figureRows(score) }, 'Figures')}
<p class="note">Intervals are of ${of}: Wilson's for parts of pictures, ${resamples === 0 ? 'none for the rest' : `of ${resamples} resamples (BCa, means studentised) for the rest`}. They do not cover how the pictures were chosen. ${calibrationNote}</p>
</div><div><h3>Confusion</h3>${confusion(score)}</div></div>
${tableMarkup({ columns: ['class', 'pictures', 'precision', 'recall', 'F1'], rows: classes }, 'Classes')}`;
}

function confusion(score: Score): Markup {
  return markup`<p class="note">Rows are true classes, columns what they were called; counts, and parts of the row.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="confusion">
<thead><tr><th scope="col">true \\ called</th>${score.confusion.classes.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${confusionRows(score).map(
    ({ name, cells }) => markup`<tr><th scope="row">${name}</th>${cells.map(
      ({ count, part }) =>
        markup`<td style="--part: ${shade(part)}%"><span class="count">${count}</span>${percent(part)}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>`;
}

/** So light that text stays readable on it. */
function shade(part: number): string {
  return Number.isNaN(part) ? '0' : (35 * part).toFixed(1);
}

function groupsLead({ groups }: Score): Markup {
  const few = groups.some((grouping) => grouping.groups.some((each) => each.few));
  return markup`<p class="note">Look here before quoting one number.${few ? ' Groups with * have fewer than 30 pictures.' : ''}</p>`;
}

function mistakes({ suspectedLabels, score }: Report, sheets: readonly PictureSheet[]): Markup {
  return markup`<p>Of ${score.images} labels ${suspectedLabels} are probably wrong, or the model is sure of another class for a reason of its own (confident learning, Northcutt et al. 2021).${
    sheets.length === 0 ? ' No pictures are shown: it was not asked for.' : ''
  }</p>
${pictureSheets(sheets)}`;
}

function origin({ origin: { model, data } }: Report): Markup {
  return markup`<h3>Model</h3>${factList(model)}<h3>Pictures</h3>${factList(data)}`;
}

function factList(facts: Facts): Markup {
  return markup`<dl class="facts">${Object.entries(facts).map(
    ([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>
`,
  )}</dl>`;
}

/** What a model of faces must not be used for, whatever its figures. */
const limits = markup`<ul>
<li>The labels are how annotators saw a face, in few classes. They are not what a person is: a model repeats the annotators and the collection.</li>
<li>The figures hold for pictures chosen and cut out as these were. Others, of other cameras, ages or peoples, may do worse; groups above say where that is known.</li>
<li>A picture without a face gets a class as well. Confidence says nothing of that.</li>
<li>Not for decisions about people, not to identify them, not to infer anybody's gender identity, and not on people who did not agree.</li>
</ul>`;
