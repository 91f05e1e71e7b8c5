import { defineCommand, existingFile, formatTable } from '@gender/cli';
import { compareFiles, type LayerDifference } from '@gender/formats';
import { z } from 'zod';

const file = { schema: z.string(), description: 'a file of a network', positional: true };

/** `gender-convert diff`. */
export const diffCommand = defineCommand({
  name: 'diff',
  summary: 'Compare two networks layer by layer; exit code 1 where they differ',
  examples: [
    ['vgg.mat vgg.onnx', 'whether a conversion has lost anything'],
    ['before.h5 after.h5 --tolerance 1e-5', 'whether weights moved by more'],
  ],
  options: {
    first: file,
    second: { ...file, description: 'another, of any format' },
    tolerance: {
      schema: z.number().min(0).default(0),
      description: 'difference that counts as equal, as a part of the largest weight of its array',
    },
    includeTop: {
      schema: z.boolean().default(true),
      description: 'of .mat files, compare the fully connected layers as well',
    },
    until: {
      schema: z.string().optional(),
      description: 'the last layer to compare; not of .onnx files',
      fallback: 'the last',
    },
  },
  run: ({ first, second, ...options }, context) => {
    const [one, other] = [first, second].map((path) => existingFile(path, 'check its name'));
    return compareFiles(one ?? first, other ?? second, { ...context, ...options });
  },
  print: ({ equal, layers, maxAbsolute, maxRelative }) =>
    [
      formatTable(
        ['layer', 'type', 'status', 'weight', 'max absolute', 'max relative'],
        layers.flatMap(rowsOf),
      ),
      `${equal ? 'equal' : 'different'}: ${layers.length} layers, at most ` +
        `${number(maxAbsolute)} apart (${number(maxRelative)} of the largest weight of its array)`,
    ].join('\n'),
  exitCode: ({ equal }) => (equal ? 0 : 1),
});

function rowsOf({ name, type, status, weights }: LayerDifference): string[][] {
  const [first = ['', '', ''], ...others] = weights.map((weight) => [
    weight.name,
    number(weight.maxAbsolute),
    number(weight.maxRelative),
  ]);
  return [[name, type, status, ...first], ...others.map((cells) => ['', '', '', ...cells])];
}

function number(value: number): string {
  return value === 0 ? '0' : value.toExponential(2);
}
