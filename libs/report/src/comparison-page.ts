import { zip } from '@gender/core';
import {
  calibrationNote,
  describePersons,
  figureTitles,
  type ComparedResults,
  type Comparison,
  type MeasuredResults,
} from '@gender/evaluation';
import { drawCharts, figure, tableMarkup, type Chart } from './chart.js';
import { headlineBoxes, htmlDocument, type Section } from './document.js';
import { intervalSpec } from './interval-chart.js';
import { markup, type Markup } from './markup.js';
import { decimals, percent, signed, signedSpan, span } from './numbers.js';
import { pictureSheets } from './picture-sheets.js';
import type { PictureSheet } from './report.js';

/** How many differences make the headline. */
const headlines = 4;

const titles = { accuracy: 'accuracy', ...figureTitles };

/**
 * A comparison as one HTML document that asks nothing of any server and runs no script: each of the
 * results by itself, what each has more than the first, and the pictures on which they differ, by file
 * name. Equal comparisons give equal bytes.
 *
 * @param pictures - to show; default: none
 */
export async function comparisonPage(
  compared: Comparison,
  pictures: readonly PictureSheet[] = [],
): Promise<string> {
  const comparison = withShortNames(compared);
  const { baseline, others } = comparison;
  const charts = [accuracyChart(comparison), ...others.map(differenceChart)];
  const [accuracies, ...differences] = zip(charts, await drawCharts(charts)).map(
    ([chart, drawing]) => figure(chart, drawing),
  );
  const sections: Section[] = [
    {
      id: 'results',
      title: 'Each by itself',
      body: markup`<div class="pair"><div>${modelTable(comparison)}</div>${accuracies}</div>`,
    },
    {
      id: 'differences',
      title: 'What they differ by',
      body: markup`${differenceNote(comparison)}<div class="charts">${differences}</div>`,
    },
    { id: 'answers', title: 'Right and wrong answers', body: answers(comparison) },
    {
      id: 'pictures',
      title: 'Pictures on which they differ',
      body: differing(comparison, pictures),
    },
  ];
  return htmlDocument({
    title: `${others.map(({ name }) => name).join(', ')} against ${baseline.name}`,
    lead: lead(comparison),
    headline: headline(comparison),
    sections,
    footer: 'Made by gender-evaluate compare. The numbers are in report.json beside this page.',
  });
}

/** A comparison whose results are named without folders and endings, where these do not tell them apart. */
function withShortNames(comparison: Comparison): Comparison {
  const short = (name: string): string =>
    name.replace(/^.*[/\\](?=.)/s, '').replace(/(?<=.)\.[^.]*$/, '');
  const names = all(comparison).map(({ name }) => short(name));
  if (new Set(names).size < names.length) return comparison;
  const named = <T extends { readonly name: string }>(each: T): T => ({
    ...each,
    name: short(each.name),
  });
  const { baseline, others, leftOut } = comparison;
  return {
    ...comparison,
    baseline: named(baseline),
    others: others.map(named),
    leftOut: leftOut.map(named),
  };
}

function lead({ images, leftOut, baseline, uncertainty }: Comparison): string {
  const persons = describePersons(uncertainty);
  const left = leftOut.filter((each) => each.images > 0);
  return [
    `The same ${images} pictures${persons === undefined ? '' : ` of ${persons}`}, matched by file. Differences are those to ${baseline.name}; below each stands its 95 % interval.`,
    ...left.map((each) => `${each.images} of ${each.name} are left out, which not all have.`),
  ].join(' ');
}

function headline({ others }: Comparison): Markup {
  return headlineBoxes(
    others.slice(0, headlines).map(({ name, differences: { accuracy } }) => ({
      title: `accuracy, ${name}`,
      value: accuracy === undefined ? '–' : signed(accuracy.value),
      below: accuracy?.interval === undefined ? '–' : signedSpan(accuracy.interval),
    })),
  );
}

function all({ baseline, others }: Comparison): readonly MeasuredResults[] {
  return [baseline, ...others];
}

function modelTable(comparison: Comparison): Markup {
  const results = all(comparison);
  const rows = (Object.keys(figureTitles) as (keyof typeof figureTitles)[]).flatMap((name) => {
    const found = results.map(({ figures }) => figures[name]);
    if (found.every((figure) => figure === undefined)) return [];
    const cells = found.map((figure) =>
      figure === undefined ? '–' : `${decimals(figure.value)} (${span(figure.interval)})`,
    );
    return [[figureTitles[name], ...cells]];
  });
  const accuracies = results.map(
    ({ accuracy, interval }) => `${decimals(accuracy)} (${span(interval)})`,
  );
  return tableMarkup(
    {
      columns: ['figure', ...results.map(({ name }) => name)],
      rows: [['accuracy', ...accuracies], ...rows],
    },
    'Figures of each of the results, with 95 % intervals',
  );
}

function accuracyChart(comparison: Comparison): Chart {
  const { baseline } = comparison;
  return {
    title: 'Accuracy',
    alt: `Accuracy with its 95 % interval: ${all(comparison)
      .map(({ name, accuracy, interval }) => `${name} ${percent(accuracy)}, ${span(interval)}`)
      .join('; ')}.`,
    note: `The line is the accuracy of ${baseline.name}. Intervals of the same pictures may overlap where the difference is other than 0: go by the differences.`,
    spec: intervalSpec(
      all(comparison).map(({ name, accuracy, interval }) => ({
        ...{ label: name, value: accuracy, interval, isHollow: false },
      })),
      { by: 'results', title: 'accuracy', line: baseline.accuracy },
    ),
    table: {
      columns: ['results', 'accuracy', '95 % interval'],
      rows: all(comparison).map(({ name, accuracy, interval }) => [
        ...[name, decimals(accuracy), span(interval)],
      ]),
    },
  };
}

/** The figures of a comparison, by the names that people give them, and whether each is other than 0. */
function differencesOf({ differences }: ComparedResults): {
  label: string;
  value: number;
  interval: MeasuredResults['interval'] | undefined;
  verdict: 'yes' | 'no' | '–';
}[] {
  return (Object.keys(titles) as (keyof typeof titles)[]).flatMap((name) => {
    const found = differences[name];
    if (found === undefined) return [];
    const { value, interval } = found;
    const isOpen = interval !== undefined && interval.low <= 0 && interval.high >= 0;
    const verdict = interval === undefined ? '–' : isOpen ? 'no' : 'yes';
    return [{ label: titles[name], value, interval, verdict }];
  });
}

function differenceChart(compared: ComparedResults): Chart {
  const rows = differencesOf(compared);
  const sure = rows.filter(({ verdict }) => verdict === 'yes').map(({ label }) => label);
  return {
    title: compared.name,
    alt: `Each figure of ${compared.name} less that of the first, with its 95 % interval. Other than 0: ${sure.join(', ') || 'none'}.`,
    note: 'Hollow: the interval holds 0. Of cross-entropy, Brier score and calibration error less is better.',
    spec: intervalSpec(
      rows.map(({ verdict, ...row }) => ({ ...row, isHollow: verdict !== 'yes' })),
      { by: 'figure', title: 'difference', line: 0 },
    ),
    table: {
      columns: ['figure', 'difference', '95 % interval', 'other than 0'],
      rows: rows.map(({ label, value, interval, verdict }) => [
        ...[label, signed(value), interval === undefined ? '–' : signedSpan(interval), verdict],
      ]),
    },
  };
}

function differenceNote({ uncertainty }: Comparison): Markup {
  const { resamples } = uncertainty;
  const of = describePersons(uncertainty) ?? 'pictures as if all were of others';
  return markup`<p class="note">Intervals are of ${
    resamples === 0 ? 'no resamples: there are none' : `${resamples} paired resamples of ${of}`
  }. They do not cover how the pictures were chosen, nor that several figures are looked at. ${calibrationNote}</p>`;
}

function answers({ images, baseline, others, uncertainty }: Comparison): Markup {
  const rows = others.map(({ name, accuracy, mcnemar }) => {
    const { onlyFirst, onlySecond, exact, adjusted } = mcnemar;
    const both = Math.round(accuracy * images) - onlyFirst;
    const neither = images - both - onlyFirst - onlySecond;
    return [
      ...[name, ...[both, onlyFirst, onlySecond, neither].map(String)],
      ...[decimals(exact), decimals(adjusted)],
    ];
  });
  const columns = ['both right', 'only it', `only ${baseline.name}`, 'neither'];
  return markup`${tableMarkup(
    { columns: ['results', ...columns, 'McNemar p', 'adjusted (Holm)'], rows },
    'Right and wrong answers',
  )}<p class="note">McNemar's exact test asks whether the two numbers of pictures that only one has right differ by more than chance; adjusted, p holds for all rows together.${
    uncertainty.persons === undefined
      ? ''
      : ' It takes pictures as independent, which those of one person are not: go by the intervals.'
  }</p>`;
}

function differing(
  { differing, images, baseline, others }: Comparison,
  sheets: readonly PictureSheet[],
): Markup {
  const rows = differing.map(({ file, label, calls }) => [
    ...[file, label],
    ...calls.map(
      ({ called, confidence, isRight }) =>
        `${called} ${percent(confidence)}${isRight ? '' : ', wrong'}`,
    ),
  ]);
  const names = [baseline, ...others].map(({ name }) => name);
  return markup`<p>${differing.length} of ${images} pictures are not called the same by all.${
    sheets.length === 0 ? ' None is shown: it was not asked for.' : ''
  }</p>${
    rows.length === 0
      ? undefined
      : markup`<div class="long">${tableMarkup({ columns: ['file', 'true class', ...names], rows }, 'Pictures on which they differ')}</div>`
  }
${pictureSheets(sheets)}`;
}
