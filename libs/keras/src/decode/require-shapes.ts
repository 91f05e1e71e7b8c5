import { required } from '@gender/core';
import type { Shape } from '@gender/network';
import { formatShape } from '@gender/tensor';
import * as z from 'zod';
import { pair } from '../converters/config-fields.js';
import { KerasError } from '../keras-error.js';
import type { VariableName } from '../layer-variables.js';
import type { LayerEntry } from '../model-config.js';
import type { LayerVariables } from '../weight-store.js';

const convolution = z.object({
  kernel_size: pair,
  filters: z.int().positive(),
  groups: z.int().positive().default(1),
});
const dense = z.object({ units: z.int().positive() });

/**
 * Compares the weights of a layer with what its options and its input make of them.
 *
 * @throws KerasError (`KERAS_WEIGHTS`) that names the layer and both shapes.
 */
export function requireShapes(
  path: string,
  layer: LayerEntry,
  weights: LayerVariables,
  input: Shape,
): void {
  const expected = expectedShapes(layer, input);
  for (const [variable, { shape }] of weights) {
    const wanted = expected.get(variable);
    if (wanted === undefined || formatShape(wanted) === formatShape(shape)) continue;
    throw new KerasError(
      'KERAS_WEIGHTS',
      `${path} has a ${variable} of shape ${formatShape(shape)} for layer "${layer.name}" (${layer.className}), expected ${formatShape(wanted)}`,
    );
  }
}

/** None where the options are left to the converter of the layer. */
function expectedShapes(
  { className, config }: LayerEntry,
  input: Shape,
): ReadonlyMap<VariableName, Shape> {
  const channels = required(input.at(-1), 'the channels of an input');
  if (className === 'Conv2D' || className === 'Conv2DTranspose') {
    const options = convolution.safeParse(config).data;
    if (!options) return new Map();
    const { filters, groups, kernel_size: size } = options;
    const [from, to] =
      className === 'Conv2D' ? [channels / groups, filters] : [filters, channels / groups];
    return new Map<VariableName, Shape>([
      ['kernel', [...size, from, to]],
      ['bias', [filters]],
    ]);
  }
  const units = className === 'Dense' ? dense.safeParse(config).data?.units : undefined;
  if (units === undefined) return new Map();
  return new Map<VariableName, Shape>([
    ['kernel', [channels, units]],
    ['bias', [units]],
  ]);
}
