import { subnetwork, type Network } from '@gender/network';
import { addLayers } from './add-layers.js';
import { fittingClasses } from './class-names.js';
import type { ConvertNetOptions } from './convert-net-options.js';
import { inputOf } from './input-shape.js';
import { LogBook } from './log-book.js';
import type { MatNet, SourceLayer } from './mat-net.js';
import { NetworkBuilder } from './network-builder.js';
import { normalizationOf } from './normalization.js';
import { selectLayers } from './select-layers.js';
import { lastLayers, sortLayers } from './source-graph.js';
import { withoutLosses } from './without-losses.js';

export interface Conversion {
  /** Kernels that were left in the file have their shape but no elements. */
  readonly network: Network;
  /** By the name of a layer of the network the one of the file that it comes from. */
  readonly sources: ReadonlyMap<string, SourceLayer>;
  /** What is to be told when this becomes the result. */
  readonly log: LogBook;
}

/**
 * Makes a network of what the file holds, as far as the options keep it.
 *
 * @throws MatConvNetError when a layer, a field or an option cannot be served.
 * @throws NetworkError when layers do not fit each other.
 */
export function convertNet(net: MatNet, options: ConvertNetOptions): Conversion {
  const log = new LogBook();
  const all = withoutLosses(sortLayers(net.file, net.layers), log);
  const layers = selectLayers(net.file, all, options.until, log);
  const input = inputOf(net, layers, options);
  if (input.anySize) {
    log.warn(`${net.file}: does not say how large pictures are; the network takes any size`);
  }
  const builder = new NetworkBuilder(input);
  const sources = new Map<string, SourceLayer>();
  const output = addLayers(net.file, layers, { builder, sources, options, log });
  const network = subnetwork(
    {
      name: nameOf(net.file),
      input,
      layers: builder.layers,
      output,
      normalization: normalizationOf(net, input.shape),
    },
    output,
  );
  const keepsTop = options.includeTop || options.until !== undefined;
  const isWhole = keepsTop && net.isComplete && lastLayers(all).at(-1) === layers.at(-1);
  const classes = isWhole ? fittingClasses(net, builder.mapShape(output)[2], log) : undefined;
  return { network: { ...network, classes }, sources, log };
}

/** The name of a file without folders and extension. */
function nameOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? file).replace(/\.mat$/i, '') || 'network';
}
