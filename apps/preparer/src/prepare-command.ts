import {
  dataRootOption,
  datasetNameSchema,
  defaultDataset,
  defineCommand,
  formatCount,
  formatTable,
} from '@gender/cli';
import {
  listFaces,
  pictureChecks,
  prepareDataset,
  splitMethods,
  splitNames,
  stratifications,
  type ListedFaces,
  type PersonRule,
  type PreparedDataset,
} from '@gender/dataset';
import * as z from 'zod';
import { labelOptions, layoutOption, maxPixelsOption } from './collection-options.js';
import { describePersons } from './describe-persons.js';
import { withDescriber } from './face-describer.js';
import { faceOptions, withFaces } from './face-options.js';
import { unpackSource } from './unpack-source.js';

/** `gender-prepare prepare`. */
export const prepareCommand = defineCommand({
  name: 'prepare',
  summary: 'Split labelled pictures into training, validation and test folders',
  examples: [
    ['--data-dir data/download --dataset GenderDataset', 'all pictures, 60/20/20'],
    ['--data-dir data/download --dataset GenderDataset_Small', 'a tenth of them'],
    ['--data-dir photos --dataset Mine --faces crop', 'the largest face of each photo, cut out'],
    [
      '--dataset Mine --corrections data/Mine.corrections.csv',
      'labels corrected, or pictures dropped',
    ],
    ['--data-dir faces.csv --dataset Faces', 'pictures listed by path, label, person and age'],
  ],
  options: {
    dataDir: {
      schema: z.string().default('data/download'),
      description:
        'a published collection as it is unpacked, a folder for each class (also inside train, val, test), a table of pictures, or an archive of them (.zip, .tar, .tar.gz)',
    },
    dataset: {
      schema: datasetNameSchema.default(defaultDataset),
      description: 'name of the dataset to write, a folder of --data-root',
      alias: 'd',
    },
    fraction: {
      schema: z.number().gt(0).max(1).optional(),
      description: 'share of the pictures to use',
      fallback: '0.1 for names ending in _Small, else 1',
    },
    split: {
      schema: z.enum(splitMethods).optional(),
      description:
        'persons: no known person on two sides; original: at random, as published; trees: test on valid/; given: as the collection is split already',
      fallback: 'given for a collection that is split already, else persons',
    },
    stratify: {
      schema: z.enum(stratifications).default('class'),
      description:
        'of what each split has the same share: of each class, of each age band of each class, or of all pictures',
    },
    persons: {
      schema: z.enum(['auto', 'column', 'cluster']).default('auto'),
      description:
        'who is shown; auto: as the collection says, if it does; column: as it says, which it must; cluster: people whom it does not name are told apart by their faces',
    },
    folds: {
      schema: z.number().int().min(2).optional(),
      description: 'folds for cross-validation, in split.json, persons apart',
      fallback: 'those of the collection, if it has any',
    },
    layout: layoutOption,
    ...labelOptions,
    check: {
      schema: z.enum(pictureChecks).default('decode'),
      description:
        'decode finds every picture that cannot be used; header is faster and misses those cut off',
    },
    maxBroken: {
      schema: z.number().min(0).max(1).default(0.01),
      description: 'share of the pictures that may be broken or missing and are left out',
    },
    maxPixels: maxPixelsOption,
    ...faceOptions,
    link: {
      schema: z.boolean().default(false),
      description: 'make hard links instead of copies',
    },
    verify: {
      schema: z.boolean().default(false),
      description:
        'read pictures again when they are copied or compared, also where size and time of their files are unchanged',
    },
    dataRoot: dataRootOption,
  },
  run: async (options, context) => {
    const { dataDir, dataRoot, split: method } = options;
    const started = performance.now();
    const result = await withFaces(options, async (faces) => {
      const read = await unpackSource(dataDir, dataRoot, context);
      const work = { ...options, ...context, ...read, method };
      if (faces !== undefined && options.faces === 'check') return listFaces({ ...work, faces });
      const prepare = async (persons: PersonRule) => {
        const { manifest: _, ...prepared } = await prepareDataset({ ...work, faces, persons });
        return prepared;
      };
      const { persons } = options;
      return persons === 'cluster' ? withDescriber(prepare) : prepare(persons);
    });
    return { ...result, seconds: (performance.now() - started) / 1000 };
  },
  print: (result) => ('folder' in result ? describeDataset(result) : describeFaces(result)),
});

function describeDataset(prepared: Omit<PreparedDataset, 'manifest'>): string {
  const { folder, counts, persons, clusters, duplicates, broken, faceless, leftOut } = prepared;
  const corrected = prepared.relabelling?.corrections;
  const { clustering } = prepared;
  const classes = Object.keys(counts.train);
  const rows = splitNames.map((split) => [
    split,
    ...classes.map((name) => String(counts[split][name])),
  ]);
  const notes = [
    ...(persons + clusters > 0
      ? [describePersons(persons, clusters)]
      : ['no person is known: pictures of one person may be in several splits']),
    ...(clustering
      ? [
          `told apart by faces: ${formatCount(clustering.groups, 'groups')} of ${formatCount(clustering.pictures, 'pictures')}, ${clustering.doubtful} doubtful; like no other: ${clustering.alone}; without a face: ${clustering.faceless}`,
        ]
      : []),
    ...(corrected
      ? [`corrections: ${corrected.relabelled} relabelled, ${corrected.dropped} dropped`]
      : []),
    ...(duplicates > 0 ? [`copies of others: ${formatCount(duplicates, 'pictures')}`] : []),
    ...(broken.length > 0 ? [`left out: ${formatCount(broken.length, 'broken pictures')}`] : []),
    ...(faceless.length > 0
      ? [`left out: ${formatCount(faceless.length, 'pictures without a face')}`]
      : []),
    ...Object.entries(leftOut).map(([kind, count]) => `left out: ${count} ${kind}`),
  ];
  return [folder, formatTable(['split', ...classes], rows), ...notes].join('\n');
}

function describeFaces({ found, broken, faceless, several }: ListedFaces): string {
  return [
    `${formatCount(found, 'pictures')}, ${broken.length} of them broken, ${faceless.length} without a face, ${several} with several`,
    ...faceless,
  ].join('\n');
}
