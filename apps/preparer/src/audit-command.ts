import { dataRootOption, defineCommand, formatCount, formatTable } from '@gender/cli';
import { auditDataset, splitNames, type Audit } from '@gender/dataset';
import * as z from 'zod';
import { layoutOption, maxPixelsOption, sourceOption } from './collection-options.js';
import { auditSheet, sheetOption, writeSheet } from './contact-sheets.js';
import { describePersons } from './describe-persons.js';
import { unpackSource } from './unpack-source.js';

/** So many pairs of each kind are printed; `--json` has them all. */
const PRINTED = 5;

/** `gender-prepare audit`. */
export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'Look for pictures and persons that are on two sides of a split',
  examples: [
    ['data/GenderDataset', 'a prepared dataset'],
    ['faces --sheet leaks.html', 'and a page with the leaking pairs side by side'],
    ['faces --strict', 'any collection with train, val or test; exit code 1 where something leaks'],
  ],
  options: {
    source: {
      ...sourceOption,
      description: 'a dataset, or any collection that is split already',
    },
    layout: layoutOption,
    maxPixels: maxPixelsOption,
    sheet: sheetOption,
    dataRoot: dataRootOption,
    strict: {
      schema: z.boolean().default(false),
      description: 'end with exit code 1 where something leaks',
    },
  },
  run: async (options, context) => {
    const { source } = await unpackSource(options.source, options.dataRoot, context);
    const { sheet } = options;
    const audit = await auditDataset({ ...options, ...context, source });
    if (sheet !== undefined) await writeSheet(sheet, auditSheet(options.source, audit), context);
    const leaking = audit.leaks.reduce((sum, { pairs }) => sum + pairs.length, 0);
    return { ...audit, leaking, strict: options.strict, sheet };
  },
  exitCode: ({ leaking, strict }) => (strict && leaking > 0 ? 1 : 0),
  print: ({ leaking, sheet, ...audit }) =>
    [
      `${splitNames.map((name) => `${audit.images[name]} ${name}`).join(', ')}; ${describePersons(audit.persons, audit.clusters)}`,
      ...(audit.broken.length > 0
        ? [`not compared: ${formatCount(audit.broken.length, 'broken pictures')}`]
        : []),
      ...(leaking === 0 ? ['nothing leaks'] : [printLeaks(audit.leaks)]),
      ...(sheet === undefined ? [] : [`pictures: ${sheet}`]),
    ].join('\n'),
});

function printLeaks(leaks: Audit['leaks']): string {
  const rows = leaks.map(({ kind, splits, pairs }) => [...splits, kind, String(pairs.length)]);
  const named = leaks.flatMap(({ kind, pairs }) =>
    pairs.slice(0, PRINTED).map(([first, second]) => `${kind}: ${first}, ${second}`),
  );
  return [formatTable(['first', 'leaks into', 'by', 'pictures'], rows), ...named].join('\n');
}
