import { dataRootOption, defineCommand, formatCount, formatTable } from '@gender/cli';
import { inspectCollection, type Inspection } from '@gender/dataset';
import { labelOptions, layoutOption, maxPixelsOption, sourceOption } from './collection-options.js';
import { inspectionSheet, sheetOption, writeSheet } from './contact-sheets.js';
import { describePersons } from './describe-persons.js';
import { unpackSource } from './unpack-source.js';

/** So many values of a kind are printed; `--json` has them all. */
const PRINTED = 15;

/** `gender-prepare inspect`. */
export const inspectCommand = defineCommand({
  name: 'inspect',
  summary: 'Say what is in a collection of pictures, and write nothing',
  examples: [
    ['data/download', 'classes, ages, sizes, duplicates and what cannot be read'],
    ['data/download --sheet faces.html', 'and a page with some pictures of each class'],
    ['faces.csv --json', 'the same as JSON, with every file that is named'],
  ],
  options: {
    source: {
      ...sourceOption,
      description:
        'a published collection, a folder for each class, a table of pictures, or an archive of them',
    },
    layout: layoutOption,
    ...labelOptions,
    maxPixels: maxPixelsOption,
    sheet: sheetOption,
    dataRoot: dataRootOption,
  },
  run: async (options, context) => {
    const { sheet } = options;
    const { source } = await unpackSource(options.source, options.dataRoot, context);
    const inspection = await inspectCollection({ ...options, ...context, source });
    if (sheet !== undefined)
      await writeSheet(sheet, inspectionSheet(options.source, inspection), context);
    return { ...inspection, sheet };
  },
  print: (inspection) => {
    const { layout, found, persons, duplicates, broken, sheet } = inspection;
    const contradictions = duplicates.filter(({ contradiction }) => contradiction);
    return [
      `${formatCount(found, 'pictures')} (layout ${layout})`,
      formatTable(['', 'value', 'pictures'], rowsOf(inspection)),
      `${describePersons(persons.known, persons.clusters)}; nobody is known of ${formatCount(persons.unknown, 'pictures')}`,
      `${formatCount(duplicates.length, 'duplicates')}, ${contradictions.length} of them in two classes`,
      ...contradictions
        .slice(0, PRINTED)
        .map(({ first, second }) => `two classes: ${first}, ${second}`),
      `cannot be read: ${formatCount(broken.length, 'pictures')}`,
      ...broken.slice(0, PRINTED).map(({ reason }) => reason),
      ...(sheet === undefined ? [] : [`pictures: ${sheet}`]),
    ].join('\n');
  },
});

function rowsOf({
  classes,
  ages,
  groups,
  splits,
  endings,
  sizes,
  duplicates,
  leftOut,
}: Inspection) {
  const likenesses: Record<string, number> = {};
  for (const { likeness } of duplicates) likenesses[likeness] = (likenesses[likeness] ?? 0) + 1;
  const kinds = {
    class: classes,
    age: ages,
    ...groups,
    split: splits,
    ending: endings,
    size: sizes,
  };
  return Object.entries({ ...kinds, duplicate: likenesses, 'left out': leftOut }).flatMap(
    ([kind, counts]) => {
      const rows = Object.entries(counts).map(([value, count]) => [kind, value, String(count)]);
      const more = rows.length - PRINTED;
      return more > 0 ? [...rows.slice(0, PRINTED), [kind, `and ${more} more`, '']] : rows;
    },
  );
}
