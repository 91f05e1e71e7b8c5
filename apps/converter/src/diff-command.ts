import { defineCommand, formatTable } from '@gender/cli';
import { compareFiles, type LayerDifference } from '@gender/formats';
import * as z from 'zod';
import { existingNetwork } from './existing-network.js';

const file = { schema: z.string(), description: 'a network file', positional: true };

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
    second: { ...file, description: 'another network file, of any format' },
    tolerance: {
      schema: z.number().min(0).default(0),
      description:
        'largest difference that counts as equal, relative to the largest magnitude in its array',
    },
    includeTop: {
      schema: z.boolean().default(true),
      description: 'of MatConvNet files, compare the fully connected layers as well',
    },
    until: {
      schema: z.string().optional(),
      description: 'the last layer to compare; not of ONNX files',
      fallback: 'the last',
    },
  },
  run: ({ first, second, ...options }, context) => {
    const advice = 'check its name';
    const [one, other] = [existingNetwork(first, advice), existingNetwork(second, advice)];
    return compareFiles(one, other, { ...context, ...options });
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
