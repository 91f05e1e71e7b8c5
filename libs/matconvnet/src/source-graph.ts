import { MatConvNetError } from './matconvnet-error.js';
import type { SourceLayer } from './mat-net.js';

/**
 * Layers in an order in which each comes after all that it reads; in the order given where that is one.
 *
 * @throws MatConvNetError (`MATCONVNET_FORMAT`) when a variable is written twice or depends on itself.
 */
export function sortLayers(file: string, layers: readonly SourceLayer[]): SourceLayer[] {
  const writers = writersOf(file, layers);
  const waiting = new Map(
    layers.map((layer) => [layer, layer.inputs.filter((input) => writers.has(input)).length]),
  );
  const readers = readersOf(layers);
  const sorted: SourceLayer[] = [];
  const queue = layers.filter((layer) => waiting.get(layer) === 0);
  for (const layer of queue) {
    sorted.push(layer);
    for (const reader of layer.outputs.flatMap((output) => readers.get(output) ?? [])) {
      const left = (waiting.get(reader) ?? 0) - 1;
      waiting.set(reader, left);
      if (left === 0) queue.push(reader);
    }
  }
  const stuck = layers.find((layer) => (waiting.get(layer) ?? 0) > 0);
  if (stuck !== undefined) throw stuck.fields.fail('depends on its own output');
  return isSorted(layers, writers) ? [...layers] : sorted;
}

/** The layers that the outputs of one depend on, itself included, in the order given. */
export function requiredSources(layers: readonly SourceLayer[], last: SourceLayer): SourceLayer[] {
  const wanted = new Set(last.outputs);
  return layers
    .toReversed()
    .filter((layer) => {
      if (!layer.outputs.some((output) => wanted.has(output))) return false;
      layer.inputs.forEach((input) => wanted.add(input));
      return true;
    })
    .reverse();
}

/** The variables that layers read and none of them writes. */
export function freeVariables(layers: readonly SourceLayer[]): string[] {
  const written = new Set(layers.flatMap(({ outputs }) => outputs));
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  return [...read].filter((variable) => !written.has(variable));
}

/** The layers whose output no other layer reads. */
export function lastLayers(layers: readonly SourceLayer[]): SourceLayer[] {
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  return layers.filter(({ outputs }) => !outputs.some((output) => read.has(output)));
}

/** For each variable the layers that read it, one that reads it twice twice. */
function readersOf(layers: readonly SourceLayer[]): Map<string, SourceLayer[]> {
  const readers = new Map<string, SourceLayer[]>();
  for (const layer of layers) {
    for (const input of layer.inputs) {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [layer]);
      else known.push(layer);
    }
  }
  return readers;
}

function writersOf(file: string, layers: readonly SourceLayer[]): Map<string, SourceLayer> {
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
  return writers;
}

function isSorted(
  layers: readonly SourceLayer[],
  writers: ReadonlyMap<string, SourceLayer>,
): boolean {
  const positions = new Map(layers.map((layer, index) => [layer, index]));
  return layers.every((layer, index) =>
    layer.inputs.every((input) => {
      const writer = writers.get(input);
      return writer === undefined || (positions.get(writer) ?? 0) < index;
    }),
  );
}
