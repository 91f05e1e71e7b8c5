import type { LayerContext } from './layer-context.js';
import {
  convertAxpy,
  convertBatchNormalization,
  convertResponseNormalization,
  convertScale,
} from './normalization-layers.js';
import {
  convertConcatenation,
  convertCrop,
  convertFlatten,
  convertPermute,
  convertReshape,
  convertSum,
} from './shape-layers.js';
import {
  convertConvolution,
  convertGlobalPooling,
  convertPooling,
  convertTransposedConvolution,
} from './window-layers.js';

/** By kind: the type of a layer of SimpleNN or of a block of DagNN in lower case. */
const converters: ReadonlyMap<string, (layer: LayerContext) => string> = new Map([
  ['conv', convertConvolution],
  ['convt', convertTransposedConvolution],
  ['convtranspose', convertTransposedConvolution],
  ['pool', convertPooling],
  ['pooling', convertPooling],
  ['globalpooling', convertGlobalPooling],
  ['relu', convertRelu],
  ['sigmoid', convertSigmoid],
  ['tanh', convertTanh],
  ['softmax', convertSoftmax],
  ['softmaxloss', convertSoftmax],
  ['dropout', convertDropout],
  ['bnorm', convertBatchNormalization],
  ['batchnorm', convertBatchNormalization],
  ['scale', convertScale],
  ['axpy', convertAxpy],
  ['normalize', convertResponseNormalization],
  ['lrn', convertResponseNormalization],
  ['sum', convertSum],
  ['concat', convertConcatenation],
  ['crop', convertCrop],
  ['flatten', convertFlatten],
  ['reshape', convertReshape],
  ['permute', convertPermute],
]);

/** Whether a layer of such a kind can be imported. */
export function isKnown(kind: string | undefined): boolean {
  return kind !== undefined && converters.has(kind);
}

/**
 * Adds to the network what a layer stands for.
 *
 * @returns the name of the activation that is its output
 * @throws MatConvNetError when it is of another type or a field of it is wrong.
 * @throws NetworkError when it cannot take the shape of its inputs.
 */
export function convertLayer(layer: LayerContext): string {
  const { kind } = layer.fields;
  const convert = kind === undefined ? undefined : converters.get(kind);
  if (convert !== undefined) return convert(layer);
  throw layer.fields.fail(
    `is of a type that is not imported here; known are ${[...converters.keys()].join(', ')}; with the option skipUnknown it is left out where what follows can read its input`,
    'MATCONVNET_LAYER',
  );
}

function convertRelu(layer: LayerContext): string {
  return layer.add({ type: 'relu', negativeSlope: layer.fields.number('leak', 0) });
}

function convertSigmoid(layer: LayerContext): string {
  return layer.add({ type: 'sigmoid' });
}

function convertTanh(layer: LayerContext): string {
  return layer.add({ type: 'tanh' });
}

function convertSoftmax(layer: LayerContext): string {
  return layer.add({ type: 'softmax' });
}

function convertDropout(layer: LayerContext): string {
  return layer.add({ type: 'dropout', rate: layer.fields.number('rate', 0.5) });
}
