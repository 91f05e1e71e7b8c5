import * as z from 'zod';
import type { DecodeContext, LayerOptions } from '../decode/decode-context.js';
import { operandsOf } from '../decode/operands.js';
import type { LayerEntry } from '../model-config.js';
import { decodeActivation } from './activation.js';
import { axes } from './config-fields.js';
import type { DecodeLayer } from './layer-converter.js';
import { unary, withOptions } from './operation-options.js';
import { emitRescaling, numbers, type Numbers } from './rescaling.js';

/** What Keras 2 calls the operations of TensorFlow that it writes as layers. */
const tensorFlowNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '__operators__.add': 'Add',
    'math.add': 'Add',
    'math.subtract': 'Subtract',
    'math.multiply': 'Multiply',
    'math.truediv': 'TrueDivide',
    'math.divide': 'TrueDivide',
    'math.negative': 'Negative',
    'math.maximum': 'Maximum',
    'math.minimum': 'Minimum',
    'math.square': 'Square',
    'math.exp': 'Exp',
    'math.sigmoid': 'Sigmoid',
    'math.tanh': 'Tanh',
    'math.softplus': 'Softplus',
    'nn.relu': 'Relu',
    'nn.relu6': 'Relu6',
    'nn.sigmoid': 'Sigmoid',
    'nn.tanh': 'Tanh',
    'nn.silu': 'Silu',
    'nn.swish': 'Silu',
    'nn.elu': 'Elu',
    'nn.selu': 'Selu',
    'nn.softplus': 'Softplus',
    'nn.softsign': 'Softsign',
  }),
);

/** Operations that are an activation function without options. */
const activations: Readonly<Record<string, string>> = {
  Relu: 'relu',
  Relu6: 'relu6',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Silu: 'silu',
  Selu: 'selu',
  Softplus: 'softplus',
  Softsign: 'softsign',
  HardSigmoid: 'hard_sigmoid',
  HardSilu: 'hard_silu',
  HardTanh: 'hard_tanh',
  LogSigmoid: 'log_sigmoid',
  TanhShrink: 'tanh_shrink',
  Exp: 'exponential',
};

/** Operations on tensors, which models hold beside layers: `x / 255`, `keras.ops.relu(x)`. */
export const operations: ReadonlyMap<string, DecodeLayer> = new Map<string, DecodeLayer>([
  ['Add', binary({ type: 'add' }, (c) => [1, c])],
  [
    'Subtract',
    binary(
      { type: 'subtract' },
      (c) => [1, negative(c)],
      (c) => [-1, c],
    ),
  ],
  ['Multiply', binary({ type: 'multiply' }, (c) => [c, 0])],
  ['TrueDivide', binary(undefined, (c) => [inverse(c), 0])],
  ['Divide', binary(undefined, (c) => [inverse(c), 0])],
  ['Maximum', limit({ type: 'maximum' }, (min) => ({ type: 'clip', min }))],
  ['Minimum', limit({ type: 'minimum' }, (max) => ({ type: 'clip', max }))],
  ['Negative', unary((layer) => emitRescaling(layer, -1, 0))],
  [
    'Square',
    unary((layer) =>
      layer.emit({ type: 'multiply' }, layer.entry.name, [layer.input, layer.input]),
    ),
  ],
  ['Mean', reduction('globalAveragePool')],
  ['Max', reduction('globalMaxPool')],
  ['Gelu', unary(decodeGelu, ['approximate'])],
  ['LeakyRelu', asLayer('LeakyReLU', ['negative_slope'], { negative_slope: 0.2 })],
  ['Elu', asLayer('ELU', ['alpha'])],
  ['Softmax', asLayer('Softmax', ['axis'])],
  ...Object.entries(activations).map(([operation, name]): [string, DecodeLayer] => [
    operation,
    unary((layer) => decodeActivation(layer, { name }, layer.entry.name)),
  ]),
]);

/** The operation that an entry of a model is; undefined where it is a layer. */
export function operationOf({
  className,
  config,
  module,
}: Pick<LayerEntry, 'className' | 'config' | 'module'>): string | undefined {
  if (className === 'TFOpLambda') {
    const name = String(config['function']);
    return tensorFlowNames.get(name) ?? name;
  }
  if (module !== undefined) return /^keras\.(src\.)?ops\b/.test(module) ? className : undefined;
  // HDF5 files do not name the module; operations lack what every layer has.
  return operations.has(className) && !('trainable' in config) ? className : undefined;
}

/** Two tensors as a layer, a tensor and a constant as `scale · x + offset`. */
function binary(
  ofTensors: LayerOptions | undefined,
  right: (constant: Numbers) => [scale: Numbers, offset: Numbers],
  left?: typeof right,
): DecodeLayer {
  return withOptions((layer) => {
    const { constant, isFirst } = constantOf(layer);
    if (constant === undefined) {
      if (ofTensors) return layer.emit(ofTensors);
      throw layer.unsupported('two tensors, of which networks divide none by the other');
    }
    const rescale =
      isFirst && ofTensors?.type !== 'add' && ofTensors?.type !== 'multiply' ? left : right;
    if (rescale) return emitRescaling(layer, ...rescale(constant));
    throw layer.unsupported('a constant divided by a tensor, which networks do not have');
  });
}

function limit(ofTensors: LayerOptions, ofConstant: (limit: number) => LayerOptions): DecodeLayer {
  return withOptions((layer) => {
    const { constant } = constantOf(layer);
    if (constant === undefined) return layer.emit(ofTensors);
    if (typeof constant === 'number') return layer.emit(ofConstant(constant));
    throw layer.unsupported('a limit for each channel, which networks do not have');
  });
}

/** The constant of an operation with two operands, where one of them is none of the layers. */
function constantOf(layer: DecodeContext): { constant?: Numbers; isFirst: boolean } {
  const [first, second, ...others] = operandsOf(layer.node);
  if (first === undefined || second === undefined || others.length > 0) {
    throw layer.unsupported('other than two operands');
  }
  if ('tensor' in first && 'tensor' in second) return { isFirst: false };
  const parsed = numbers.safeParse(
    'constant' in first ? first.constant : 'constant' in second && second.constant,
  );
  if (parsed.success) return { constant: parsed.data, isFirst: 'constant' in first };
  throw layer.unsupported('a constant that is neither a number nor one for each channel');
}

function reduction(type: 'globalAveragePool' | 'globalMaxPool'): DecodeLayer {
  return unary((layer) => decodeReduction(layer, type), ['axis', 'keepdims']);
}

/** Over the rows and columns of a feature map. */
function decodeReduction(
  layer: DecodeContext,
  type: 'globalAveragePool' | 'globalMaxPool',
): string {
  const config = layer.parse(
    z.object({ axis: axes.nullish(), keepdims: z.boolean().default(false) }),
  );
  const own = config.axis?.map((axis) => (axis < 0 ? axis + 4 : axis)).join();
  if (layer.inputShape.length !== 3 || own !== '1,2') {
    throw layer.unsupported(
      `axes (${config.axis?.join(', ')}); networks reduce rows and columns of a map`,
    );
  }
  const name = config.keepdims ? 'GlobalPool' : layer.entry.name;
  const pooled = layer.emit({ type }, name === 'GlobalPool' ? `${layer.entry.name}_pooled` : name);
  if (!config.keepdims) return pooled;
  const shape = [1, 1, ...layer.builder.shapeOf(pooled)];
  return layer.emit({ type: 'reshape', shape }, layer.entry.name, [pooled]);
}

/** With the tanh unless told otherwise, other than the activation of that name. */
function decodeGelu(layer: DecodeContext): string {
  const { approximate } = layer.parse(z.object({ approximate: z.boolean().default(true) }));
  return layer.emit({ type: 'gelu', approximate });
}

/** An operation that is a layer of another name, with the same options. */
function asLayer(
  name: string,
  options: readonly string[],
  defaults: LayerEntry['config'] = {},
): DecodeLayer {
  return unary((layer) => {
    const config = { ...defaults, ...layer.entry.config };
    return decodeActivation(layer, { name, config }, layer.entry.name);
  }, options);
}

function negative(constant: Numbers): Numbers {
  return typeof constant === 'number' ? -constant : constant.map((value) => -value);
}

function inverse(constant: Numbers): Numbers {
  return typeof constant === 'number' ? 1 / constant : constant.map((value) => 1 / value);
}
