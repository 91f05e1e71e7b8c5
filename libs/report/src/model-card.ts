import { describePersons, fewPictures, type Grouping } from '@gender/evaluation';
import { howCalled } from './how-called.js';
import { decimals, span } from './numbers.js';
import type { Facts, Report } from './report.js';

/**
 * A model card (Mitchell et al. 2019, "Model Cards for Model Reporting") as Markdown: what the model is,
 * what it is for and what not, what it was trained and measured on, and how well it does, by group.
 */
export function modelCard({ title, score, origin, ...report }: Report): string {
  const { images, accuracy, intervals, perClass, groups, uncertainty } = score;
  const persons = describePersons(uncertainty);
  const few = groups.some((grouping) => grouping.groups.some((each) => each.few));
  return [
    `# Model card: ${escapeMarkdown(title)}`,
    '## The model',
    'A classifier of cropped face pictures: a network trained to recognise faces makes features, and a small head trained on labelled pictures tells classes by them.',
    listOf(origin.model),
    '## Intended use',
    'Research and teaching on collections of pictures whose owners allow it, such as counting how a collection of faces was labelled, with the figures below at hand.',
    '## What it must not be used for',
    '- decisions about people, and anything that follows a person\n- identifying people, or inferring anybody’s gender identity: the labels are how annotators saw a face\n- pictures of people who did not agree\n- pictures that are not cut out as those of the training: whatever picture the network is shown gets a class, with or without a face',
    '## Data',
    listOf(origin.data),
    '## Results',
    `Accuracy **${decimals(accuracy)}** (95 %: ${span(intervals.accuracy)}) on ${images} pictures${persons === undefined ? ', as if all were of different people' : ` of ${persons}`}.`,
    ...howCalled({ score, ...report }).map(escapeMarkdown),
    tableOf(
      ['class', 'pictures', 'precision', 'recall'],
      perClass.map(({ name, support, precision, recall, intervals }) => [
        ...[name, `${support}`],
        `${decimals(precision)} (${span(intervals.precision)})`,
        `${decimals(recall)} (${span(intervals.recall)})`,
      ]),
    ),
    ...groups.filter(({ by }) => by !== 'class').map(groupTable),
    `Intervals are of 95 %; they do not cover how the pictures were chosen.${few ? ` Groups with \\* have fewer than ${fewPictures} pictures: their figures say little.` : ''}`,
    '## Caveats',
    `Other collections, cameras, ages and peoples may do worse; groups that are not listed were not measured. ${score.calibrationError === undefined ? '' : `Confidences are off by ${decimals(score.calibrationError)} on average (expected calibration error).`}`.trim(),
  ]
    .join('\n\n')
    .concat('\n');
}

function groupTable({ by, groups }: Grouping): string {
  return tableOf(
    [by, 'pictures', 'accuracy', '95 % interval'],
    groups.map(({ group, images, few, accuracy, interval }) => [
      ...[few ? `${group} *` : group, `${images}`],
      ...[decimals(accuracy), span(interval)],
    ]),
  );
}

function listOf(facts: Facts): string {
  return Object.entries(facts)
    .map(([name, value]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(value)}`)
    .join('\n');
}

function tableOf(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that neither Markdown nor the HTML in it takes for more; one line. */
function escapeMarkdown(text: string): string {
  if (text === '---') return text;
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#&!]/g, (sign) => `\\${sign}`);
}
