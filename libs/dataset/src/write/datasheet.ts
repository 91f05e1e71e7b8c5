import { unitOf } from '@gender/core';
import { ageBand, compareAgeBands } from '../age.js';
import { countPersons } from '../persons/count-persons.js';
import { splitNames } from '../split-name.js';
import type { SplitMethod } from '../split/split-method.js';
import type { SplitRatios } from '../split/split-sizes.js';
import type { SplitManifest } from './split-manifest.js';

/** The name of the datasheet in a written dataset's folder. */
export const DATASHEET = 'DATASHEET.md';

/** What stands under a question that nobody has answered. */
const OPEN = '_Not known. The owner of the dataset answers here._';

interface Section {
  readonly title: string;
  /** What the manifest tells, as paragraphs. */
  readonly facts?: (manifest: SplitManifest) => readonly string[];
  readonly questions: readonly string[];
}

/** The subjects of Gebru et al. 2018, in questions about pictures of faces. */
const sections: readonly Section[] = [
  {
    title: 'Motivation',
    questions: [
      'For which task were the pictures collected, and which gap was to be filled?',
      'Who collected them, for whom, and who paid for it?',
    ],
  },
  {
    title: 'Composition',
    facts: describeComposition,
    questions: [
      'Of which larger set of people is this a sample, and whom does it leave out (countries, skin tones, ages, times)?',
      'How were the labels decided, by whom, and do they say how people describe themselves or how they were seen?',
      'Which pictures or labels are known to be wrong or doubtful?',
      'Can the people be recognised, do the pictures tell sensitive things of them, and are children among them?',
    ],
  },
  {
    title: 'Collection',
    facts: () => [
      '`split.json` says of each picture where in the collection it was found (`source`) and the SHA-256 of its file.',
    ],
    questions: [
      'How and when were the pictures gathered, and with which software or cameras?',
      'Do the people know of it, did they consent, and how can they withdraw?',
      'Was it reviewed ethically or legally, and what followed from that?',
    ],
  },
  {
    title: 'Preparation',
    facts: describePreparation,
    questions: ['What was done to the pictures before, and is the raw collection kept?'],
  },
  {
    title: 'Uses',
    questions: [
      'For what has the dataset been used, and where is that published?',
      'For what should it not be used, and whom could such a use harm?',
    ],
  },
  {
    title: 'Distribution',
    questions: [
      'Under which licence and terms may the pictures be used and passed on, and by whom?',
    ],
  },
  {
    title: 'Maintenance',
    questions: [
      'Who answers questions, corrects errors and removes pictures, and how are they reached?',
      'Will there be further versions, and what becomes of this one?',
    ],
  },
];

/**
 * The datasheet of a dataset: what its manifest tells, and questions that only its owner can answer
 * (Gebru et al. 2018, Datasheets for Datasets).
 *
 * @param before - the datasheet that is there: all of it is kept, but for what stands between its marks
 */
export function formatDatasheet(manifest: SplitManifest, before?: string): string {
  if (before !== undefined) {
    return sections.reduce(
      (text, { title, facts }) => (facts ? replaceFacts(text, title, facts(manifest)) : text),
      before,
    );
  }
  const parts = sections.flatMap(({ title, facts, questions }) => [
    `## ${title}`,
    ...(facts ? [markFacts(title, facts(manifest))] : []),
    ...questions.flatMap((question) => [`**${question}**`, OPEN]),
  ]);
  return `${[
    `# Datasheet of ${escape(manifest.dataset)}`,
    'Questions after Gebru et al., Datasheets for Datasets (2018). What stands between marks such as `<!-- known: … -->` is written again with the dataset; everything else, answers above all, stays as it is.',
    ...parts,
  ].join('\n\n')}\n`;
}

const START = '<!-- known: ';
const END = '<!-- end of what is known -->';

function startOf(title: string): string {
  return `${START}${title} -->`;
}

function markFacts(title: string, facts: readonly string[]): string {
  return [startOf(title), ...facts, END].join('\n\n');
}

/** Text as it is where one of the two marks is not there any more. */
function replaceFacts(text: string, title: string, facts: readonly string[]): string {
  const start = text.indexOf(startOf(title));
  const end = text.indexOf(END, start);
  const next = text.indexOf(START, start + 1);
  if (start < 0 || end < 0 || (next >= 0 && next < end)) return text;
  return text.slice(0, start) + markFacts(title, facts) + text.slice(end + END.length);
}

function describeComposition({ files, classes }: SplitManifest): string[] {
  const places = files.map(({ file }) => file.split('/'));
  const count = (split: string, label: string): number =>
    places.filter(([first, second]) => first === split && second === label).length;
  const { known, clusters } = countPersons(files);
  const columns = new Set(files.flatMap(({ groups }) => Object.keys(groups ?? {})));
  const copies = files.filter(({ copyOf }) => copyOf !== undefined).length;
  const bands = tally(files.map((file) => ageBand(file)));
  return [
    `Pictures: ${files.length}, in ${classes.length} classes.`,
    table(
      ['split', ...classes],
      splitNames.map((split) => [split, ...classes.map((label) => count(split, label))]),
    ),
    known.persons === 0
      ? 'Who is shown is known of no picture.'
      : `Known persons: ${known.persons}; pictures of them: ${known.pictures}.`,
    ...(clusters.persons === 0
      ? []
      : [
          `Persons told apart by their faces: ${clusters.persons}; pictures of them: ${clusters.pictures}.`,
        ]),
    `Pictures that are the same as another, or nearly so: ${copies}.`,
    bands.size === 0
      ? 'No age is known.'
      : table(
          ['age', 'pictures'],
          [...bands].sort(([a], [b]) => compareAgeBands(a, b)),
        ),
    ...[...columns]
      .sort()
      .map((column) =>
        table([column, 'pictures'], [...tally(files.map(({ groups }) => groups?.[column]))]),
      ),
  ];
}

/** How often each value is there. */
function tally(values: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

const methods: Record<SplitMethod, string> = {
  persons:
    'at random; all pictures of a person, as far as persons are known or told apart, and copies of a picture, are on one side',
  original: 'at random, without regard to persons and copies',
  trees: 'by the two trees of the download: aligned to train and validate, valid to test',
  given: 'as the collection was split already',
};

function describePreparation(manifest: SplitManifest): string[] {
  const { method, fraction, ratios, folds, faces, relabelling, clustering } = manifest;
  const map = Object.entries(relabelling?.map ?? {}).map(([from, to]) => `${from} as ${to}`);
  const corrections = relabelling?.corrections;
  const chance = describeChance(manifest);
  return [
    [
      `- Split ${methods[method]}${ratios ? describeCut(manifest, ratios) : ''}.`,
      ...(fraction < 1
        ? [`- A share of ${fraction} of the pictures was used, at random (${chance}).`]
        : []),
      ...(folds === undefined ? [] : [`- Put into ${folds} folds, persons apart (${chance}).`]),
      faces
        ? `- Faces were cut out of photos (${faces.which}, aligned to the frame ${faces.template}).`
        : '- Pictures are the files of the collection, unchanged.',
      ...(clustering
        ? [
            `- People were told apart by their faces (network ${escape(clustering.network)}): ${clustering.groups} ${unitOf(clustering.groups, 'groups')} of ${clustering.pictures} pictures, ${clustering.doubtful} of them doubtful.`,
          ]
        : []),
      ...(map.length > 0 ? [`- Classes were renamed: ${map.map(escape).join(', ')}.`] : []),
      ...(corrections
        ? [
            `- Labels were corrected: ${corrections.relabelled} changed, ${corrections.dropped} ${unitOf(corrections.dropped, 'pictures')} left out.`,
          ]
        : []),
    ].join('\n'),
  ];
}

/** At which shares pictures were cut, and which splits were cut from another that was there. */
function describeCut(manifest: SplitManifest, ratios: SplitRatios): string {
  const cut = splitNames.filter((name) => ratios[name] > 0);
  const made = cut.filter((name) => name !== 'train').join(' and ');
  const from = manifest.method === 'given' ? `, but for ${made}, cut from train` : '';
  const shares = cut.map((name) => `${name} ${ratios[name]}`).join(', ');
  return `${from} (${shares}; ${describeChance(manifest)})`;
}

/** How pictures were chosen at random. */
function describeChance({ seed, stratify = 'class' }: SplitManifest): string {
  return `seed ${seed}; ${stratify === 'none' ? 'not stratified' : `by ${stratify}`}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => escape(String(cell))).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that Markdown shows as it is, and that is no mark. */
function escape(text: string): string {
  return text.replace(/[|\\*_`]/g, '\\$&').replaceAll('<', '&lt;');
}
