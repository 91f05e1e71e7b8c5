import { NetworkError } from '@gender/network';
import type { ConvertNetOptions } from './convert-net-options.js';
import { INPUT } from './input-shape.js';
import { LayerContext } from './layer-context.js';
import { convertLayer, isKnown } from './layers/convert-layer.js';
import type { LogBook } from './log-book.js';
import { MatConvNetError } from './matconvnet-error.js';
import type { SourceLayer } from './mat-net.js';
import type { NetworkBuilder } from './network-builder.js';
import { freeVariables } from './source-graph.js';
import { topOf } from './top-of.js';

/** Where layers go, and how. */
export interface LayerTarget {
  readonly builder: NetworkBuilder;
  /** By the name of a layer of the network the one of the file that it comes from. */
  readonly sources: Map<string, SourceLayer>;
  readonly options: ConvertNetOptions;
  readonly log: LogBook;
}

/**
 * Adds layers to a network.
 *
 * @param layers - each after all that it reads; the last one is the output
 * @returns the name of the network's output: where the top is left out, of what it reads
 * @throws MatConvNetError when a layer cannot be imported or there is no such output.
 * @throws NetworkError when layers do not fit each other.
 */
export function addLayers(file: string, layers: readonly SourceLayer[], into: LayerTarget): string {
  const activations = new Map([[inputVariable(file, layers), INPUT]]);
  const withoutTop = !into.options.includeTop && into.options.until === undefined;
  const skipped: string[] = [];
  for (const layer of layers) {
    // The top need not be understood where it is left out.
    if (withoutTop && !into.options.skipUnknown && !isKnown(layer.fields.type)) {
      if (topOf(into.builder) !== undefined) break;
    }
    const output = addLayer(layer, activations, into, skipped);
    layer.outputs.forEach((variable) => activations.set(variable, output));
  }
  if (withoutTop) return outputBeforeTop(file, into.builder);
  const output = activations.get(layers.at(-1)?.outputs[0] ?? '') ?? INPUT;
  if (output !== INPUT) return output;
  throw new MatConvNetError('MATCONVNET_FORMAT', `${file}: the network has no layers`);
}

function addLayer(
  { fields, inputs, outputs, weights }: SourceLayer,
  activations: ReadonlyMap<string, string>,
  { builder, sources, options, log }: LayerTarget,
  skipped: string[],
): string {
  const read = inputs.map((variable) => activations.get(variable) ?? INPUT);
  const context = new LayerContext(
    fields,
    weights.map(({ value }) => value),
    read,
    builder,
  );
  const before = builder.layers.length;
  if (outputs.length !== 1) {
    throw fields.fail(
      `writes ${outputs.length} variables where one is expected`,
      'MATCONVNET_UNSUPPORTED',
    );
  }
  if (options.skipUnknown && !isKnown(fields.type)) {
    log.warn(`${fields.describe()} is of a type that is not imported here and is left out`);
    skipped.push(fields.name);
    return context.input;
  }
  const output = afterSkipped(skipped, () => convertLayer(context));
  const source = { fields, inputs, outputs, weights };
  for (const layer of builder.layers.slice(before)) sources.set(layer.name, source);
  return output;
}

/** Layers that do not fit each other may do so for want of those that were left out. */
function afterSkipped(skipped: readonly string[], convert: () => string): string {
  try {
    return convert();
  } catch (cause) {
    if (
      skipped.length === 0 ||
      !(cause instanceof NetworkError || cause instanceof MatConvNetError)
    ) {
      throw cause;
    }
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

function outputBeforeTop(file: string, builder: NetworkBuilder): string {
  const output = topOf(builder)?.inputs[0];
  if (output !== undefined) return output;
  throw new MatConvNetError(
    'MATCONVNET_OPTION',
    `${file}: has no fully connected layers after others that could be left out; name the last layer to keep with "until"`,
  );
}
