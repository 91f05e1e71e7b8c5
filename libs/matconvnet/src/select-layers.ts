import type { Logger } from '@gender/core';
import type { Conv2dLayer, Layer, Padding } from '@gender/network';
import { MatConvNetError } from './matconvnet-error.js';
import type { SourceLayer } from './source-layers.js';

/** Where a network is to end: at its last layer, before its fully connected layers, or at the layer of a name. */
export type NetworkEnd = 'last' | 'beforeTop' | { readonly layer: string };

/** The layers that are kept of a network, each after all that it reads. */
export interface Selection {
  readonly layers: readonly SourceLayer[];
  /** Whether they end where the network in the file does. */
  readonly endsLast: boolean;
}

/**
 * Chooses what of a network is kept as far as its graph tells: nothing that serves training only, and
 * what the last layer depends on. Where the top begins depends on shapes; see `findTop`.
 *
 * @throws MatConvNetError (`MATCONVNET_FORMAT`) when a variable is written twice or depends on itself,
 *   or when there are no layers; (`MATCONVNET_OPTION`) when there is none of the name asked for.
 */
export function selectLayers(
  file: string,
  unsorted: readonly SourceLayer[],
  end: NetworkEnd,
  log: Logger,
): Selection {
  const all = withoutLosses(sortLayers(file, unsorted), log);
  const read = new Set(all.flatMap(({ inputs }) => inputs));
  const ends = all.filter(({ outputs }) => !outputs.some((output) => read.has(output)));
  const isNamed = typeof end === 'object';
  const last = isNamed ? all.find(({ fields }) => fields.name === end.layer) : ends.at(-1);
  if (last === undefined) {
    const names = all.map(({ fields }) => fields.name).join(', ');
    throw isNamed
      ? new MatConvNetError(
          'MATCONVNET_OPTION',
          `${file}: has no layer "${end.layer}"; its layers are ${names}`,
        )
      : new MatConvNetError('MATCONVNET_FORMAT', `${file}: the network has no layers`);
  }
  if (!isNamed && ends.length > 1) {
    const others = ends.slice(0, -1).map(({ fields }) => `"${fields.name}"`);
    log.warn(
      `${file}: has ${ends.length} outputs; "${last.fields.name}" is kept, ${others.join(', ')} left out`,
    );
  }
  return { layers: requiredFor(last, all), endsLast: last === ends.at(-1) };
}

/** The variables that layers read and none of them writes. */
export function freeVariables(layers: readonly SourceLayer[]): string[] {
  const written = new Set(layers.flatMap(({ outputs }) => outputs));
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  return [...read].filter((variable) => !written.has(variable));
}

/** Layers in an order in which each comes after all that it reads; in the order given where that is one. */
function sortLayers(file: string, layers: readonly SourceLayer[]): SourceLayer[] {
  refuseTwoWriters(file, layers);
  const writers = new Map(
    layers.flatMap((layer) => layer.outputs.map((output) => [output, layer] as const)),
  );
  const sorted = new Set<SourceLayer>();
  const begun = new Set<SourceLayer>();
  const stack = layers.toReversed();
  for (let layer = stack.at(-1); layer !== undefined; layer = stack.at(-1)) {
    const missing = layer.inputs
      .map((input) => writers.get(input))
      .filter((writer) => writer !== undefined && !sorted.has(writer));
    if (missing.length === 0) {
      sorted.add(layer);
      stack.pop();
    } else {
      if (begun.has(layer)) throw layer.fields.fail('depends on its own output');
      begun.add(layer);
      for (const writer of missing.reverse()) if (writer !== undefined) stack.push(writer);
    }
  }
  return [...sorted];
}

function refuseTwoWriters(file: string, layers: readonly SourceLayer[]): void {
  const writers = new Map<string, SourceLayer>();
  for (const layer of layers) {
    for (const output of layer.outputs) {
      const other = writers.get(output);
      if (other !== undefined) {
        throw new MatConvNetError(
          'MATCONVNET_FORMAT',
          `${file}: layers "${other.fields.name}" and "${layer.fields.name}" both write the variable "${output}"`,
        );
      }
      writers.set(output, layer);
    }
  }
}

/**
 * The layers that a network needs when it runs: without those that measure it (losses, errors,
 * accuracies) and those that read what these write. Each that is left out is logged.
 */
function withoutLosses(sorted: readonly SourceLayer[], log: Logger): SourceLayer[] {
  const dropped = new Set<string>();
  return sorted.filter(({ fields, inputs, outputs }) => {
    if (!isLoss(fields.kind) && !inputs.some((input) => dropped.has(input))) return true;
    outputs.forEach((output) => dropped.add(output));
    log.info(`${fields.describe()} serves training only and is left out`);
    return false;
  });
}

/** `softmaxloss` is a softmax when a network runs. */
function isLoss(kind: string | undefined): boolean {
  return kind !== undefined && kind !== 'softmaxloss' && /loss|error|accuracy/.test(kind);
}

/** The layers that the outputs of one depend on, itself included, in the order given. */
function requiredFor(last: SourceLayer, sorted: readonly SourceLayer[]): SourceLayer[] {
  const wanted = new Set(last.outputs);
  const required = sorted.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((output) => wanted.has(output))) return false;
    inputs.forEach((input) => wanted.add(input));
    return true;
  });
  return required.reverse();
}

/**
 * Where the top of a network begins: its first fully connected layer, that is a convolution whose
 * filters cover the whole feature map without padding, and past which nothing that follows reads.
 *
 * @param input - the name of the network's input, whose reader is never the top
 * @param shapeOf - rows, columns and channels of an activation
 */
export function findTop(
  layers: readonly Layer[],
  input: string,
  shapeOf: (activation: string) => readonly number[],
): Conv2dLayer | undefined {
  const lastReaders = new Map(
    layers.flatMap(({ inputs }, index) => inputs.map((name) => [name, index] as const)),
  );
  /** The last layer that reads what comes before the one that is looked at. */
  let furthest = lastReaders.get(input) ?? 0;
  return layers.find((layer, index): layer is Conv2dLayer => {
    const isReadPast = furthest > index;
    furthest = Math.max(furthest, lastReaders.get(layer.name) ?? 0);
    const [read] = layer.inputs;
    if (isReadPast || layer.type !== 'conv2d' || read === undefined || read === input) return false;
    return coversMap(layer.kernel.shape, layer.padding, shapeOf(read));
  });
}

/** Whether filters `(height, width, …)` see a whole map `(height, width, …)` at once. */
export function coversMap(
  [rows, columns]: readonly number[],
  padding: Padding,
  [height, width]: readonly number[],
): boolean {
  return padding.every((side) => side === 0) && rows === height && columns === width;
}
