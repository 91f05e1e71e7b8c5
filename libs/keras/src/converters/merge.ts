import type { LayerType } from '@gender/network';
import * as z from 'zod';
import type { DecodeContext } from '../decode/decode-context.js';
import { inverse, ownAxes, permute, reshape } from './along-axes.js';
import { axis } from './config-fields.js';
import { one, type LayerConverter } from './layer-converter.js';

type Merge = 'add' | 'subtract' | 'multiply' | 'maximum' | 'minimum';

export const merges = {
  add: merge('add', 'Add', { Average: decodeAverage }),
  subtract: merge('subtract', 'Subtract'),
  multiply: merge('multiply', 'Multiply'),
  maximum: merge('maximum', 'Maximum'),
  minimum: merge('minimum', 'Minimum'),
  concatenate: {
    encode: () => one('Concatenate', { axis: -1 }),
    decode: { Concatenate: decodeConcatenate },
  },
} satisfies { readonly [T in LayerType]?: LayerConverter<T> };

function merge(
  type: Merge,
  className: string,
  others: LayerConverter<Merge>['decode'] = {},
): LayerConverter<Merge> {
  return {
    encode: () => one(className, {}),
    decode: {
      [className]: (layer) => layer.emit({ type }, layer.entry.name, ofOneRank(layer)),
      ...others,
    },
  };
}

function decodeAverage(layer: DecodeContext): string {
  const { name } = layer.entry;
  const sum = layer.emit({ type: 'add' }, `${name}_sum`, ofOneRank(layer));
  const scale = 1 / layer.inputs.length;
  return layer.emit({ type: 'rescaling', scale, offset: 0 }, name, [sum]);
}

/** Inputs with fewer axes get more of length 1 behind the batch, as Keras gives them. */
function ofOneRank(layer: DecodeContext): string[] {
  const shapes = layer.inputs.map((input) => layer.builder.shapeOf(input));
  const rank = Math.max(...shapes.map(({ length }) => length));
  return layer.inputs.map((input) => {
    const shape = layer.builder.shapeOf(input);
    const missing = Array.from({ length: rank - shape.length }, () => 1);
    return reshape(layer, input, [...missing, ...shape], `${input}_expanded`);
  });
}

/** Along another axis than the last one, which is put last before, and back afterwards. */
function decodeConcatenate(layer: DecodeContext): string {
  const { name } = layer.entry;
  const shape = layer.inputShape;
  const wanted = ownAxes(layer, [layer.parse(z.object({ axis })).axis], shape);
  const order = [...[...shape.keys()].filter((each) => !wanted.includes(each)), ...wanted];
  const inputs = layer.inputs.map((input) => permute(layer, input, order, `${input}_moved`));
  const isInOrder = order.every((each, index) => each === index);
  const joined = layer.emit({ type: 'concatenate' }, isInOrder ? name : `${name}_values`, inputs);
  return permute(layer, joined, inverse(order), name);
}
