import { required } from '@gender/core';
import {
  NetworkBuilder,
  NetworkError,
  subnetwork,
  type Conv2dLayer,
  type Network,
} from '@gender/network';
import { fittingClasses } from './class-names.js';
import { DeferredLogger } from './deferred-logger.js';
import { inputOf, INPUT } from './input-shape.js';
import { convertLayer, isKnown } from './layers/convert-layer.js';
import { LayerContext, mapShape } from './layers/layer-context.js';
import { filterShape } from './layers/weights.js';
import { MatConvNetError } from './matconvnet-error.js';
import { normalizationOf } from './normalization.js';
import {
  coversMap,
  findTop,
  freeVariables,
  selectLayers,
  type NetworkEnd,
} from './select-layers.js';
import type { SourceLayer } from './source-layers.js';
import type { SourceNetwork } from './source-network.js';

/** What is kept of a network, and how strictly. */
export interface ConvertOptions {
  readonly end: NetworkEnd;
  readonly skipUnknown: boolean;
  readonly inputShape: readonly number[] | undefined;
}

export interface Conversion {
  /** Kernels that were left in the file have their shape but no elements. */
  readonly network: Network;
  /** By the name of a layer the one of the file that it comes from. */
  readonly sources: ReadonlyMap<string, SourceLayer>;
  /** What is to be told when this becomes the result. */
  readonly log: DeferredLogger;
}

/**
 * Makes a network of what the file holds, as far as the options keep it.
 *
 * @returns `undefined` where reading ended too early to tell where the top begins
 * @throws MatConvNetError when a layer, a field or an option cannot be served.
 * @throws NetworkError when layers do not fit each other.
 */
export function convertNetwork(
  source: SourceNetwork,
  options: ConvertOptions,
): Conversion | undefined {
  const log = new DeferredLogger();
  const { layers, endsLast } = selectLayers(source.file, source.layers, options.end, log);
  const input = inputOf(source, layers, options);
  if (input.anySize) {
    log.warn(`${source.file}: does not say how large pictures are; the network takes any size`);
  }
  const builder = new NetworkBuilder(input, 2);
  const sources = new Map<string, SourceLayer>();
  const last = addLayers(source.file, layers, { builder, sources, options, log });
  const output = options.end === 'beforeTop' ? beforeTop(source, builder, last) : last;
  if (output === undefined) return undefined;
  if (output === INPUT) {
    throw new MatConvNetError('MATCONVNET_FORMAT', `${source.file}: the network has no layers`);
  }
  const isWhole = options.end !== 'beforeTop' && endsLast && source.isComplete;
  const network = builder.build({
    name: nameOf(source.file),
    output,
    classes: isWhole ? fittingClasses(source, mapShape(builder, output)[2], log) : undefined,
    normalization: normalizationOf(source, input.shape),
  });
  return { network: subnetwork(network, output), sources, log };
}

/** Where layers go, and how. */
interface LayerTarget {
  readonly builder: NetworkBuilder;
  readonly sources: Map<string, SourceLayer>;
  readonly options: ConvertOptions;
  readonly log: DeferredLogger;
}

/** @returns the activation of the last layer that was added */
function addLayers(file: string, layers: readonly SourceLayer[], into: LayerTarget): string {
  const { builder, options } = into;
  const activations = new Map([[inputVariable(file, layers), INPUT]]);
  const skipped: string[] = [];
  let output = INPUT;
  for (const layer of layers) {
    // The top need not be understood where it is left out.
    const mayEnd =
      options.end === 'beforeTop' && !options.skipUnknown && !isKnown(layer.fields.kind);
    if (mayEnd && topOf(builder) !== undefined) break;
    output = addLayer(layer, activations, into, skipped);
    for (const variable of layer.outputs) activations.set(variable, output);
  }
  return output;
}

function addLayer(
  layer: SourceLayer,
  activations: ReadonlyMap<string, string>,
  { builder, sources, options, log }: LayerTarget,
  skipped: string[],
): string {
  const { fields, inputs, outputs } = layer;
  const read = inputs.map((variable) => required(activations.get(variable), variable));
  const context = new LayerContext(layer, read, builder);
  if (outputs.length !== 1) {
    throw fields.fail(
      `writes ${outputs.length} variables where one is expected`,
      'MATCONVNET_UNSUPPORTED',
    );
  }
  if (options.skipUnknown && !isKnown(fields.kind)) {
    log.warn(`${fields.describe()} is of a type that is not imported here and is left out`);
    skipped.push(fields.name);
    return context.input;
  }
  const output = afterSkipped(skipped, () => convertLayer(context));
  sources.set(output, layer);
  return output;
}

/** Layers that do not fit each other may do so for want of those that were left out. */
function afterSkipped(skipped: readonly string[], convert: () => string): string {
  try {
    return convert();
  } catch (cause) {
    const isMisfit = cause instanceof NetworkError || cause instanceof MatConvNetError;
    if (skipped.length === 0 || !isMisfit) throw cause;
    throw new MatConvNetError(
      'MATCONVNET_UNSUPPORTED',
      `${cause.message}; without the unknown layers ${skipped.join(', ')} the shapes do not fit`,
      { cause },
    );
  }
}

/** The one variable that layers read and none writes. */
function inputVariable(file: string, layers: readonly SourceLayer[]): string {
  const [variable, ...more] = freeVariables(layers);
  if (variable !== undefined && more.length === 0) return variable;
  throw new MatConvNetError(
    'MATCONVNET_UNSUPPORTED',
    `${file}: the network reads ${variable === undefined ? 'no input' : `several inputs (${[variable, ...more].join(', ')})`}; one is expected`,
  );
}

/**
 * What the first layer of the top reads.
 *
 * @param last - the activation of the last layer that was added
 * @returns `undefined` where there is no top among the layers that were read, but more in the file
 */
function beforeTop(
  { file, cutLayer, isComplete }: SourceNetwork,
  builder: NetworkBuilder,
  last: string,
): string | undefined {
  const output = topOf(builder)?.inputs[0];
  if (output !== undefined) return output;
  const endsHere = last !== INPUT && coversAll(cutLayer, mapShape(builder, last));
  if (endsHere) return last;
  if (!isComplete) return undefined;
  throw new MatConvNetError(
    'MATCONVNET_OPTION',
    `${file}: has no fully connected layers after others that could be left out; name the last layer to keep with "until"`,
  );
}

function topOf(builder: NetworkBuilder): Conv2dLayer | undefined {
  return findTop(builder.layers, INPUT, (activation) => builder.shapeOf(activation));
}

/** Whether a layer that was read up to its filters is the first of the top, whatever padding stands behind them. */
function coversAll(layer: SourceLayer | undefined, map: readonly number[]): boolean {
  const filters = layer?.weights[0]?.value;
  if (layer === undefined || filters === undefined) return false;
  return coversMap(filterShape(layer.fields, filters), layer.fields.padding('pad'), map);
}

/** The name of a file without folders and extension. */
function nameOf(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(/\.mat$/i, '') || 'network';
}
