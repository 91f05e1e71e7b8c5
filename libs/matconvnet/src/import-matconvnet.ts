import {
  required,
  silentLogger,
  type ByteSource,
  type Logger,
  type ProgressReporter,
} from '@gender/core';
import { foldBatchNormalization, validateNetwork, type Layer, type Network } from '@gender/network';
import { convertNetwork, type Conversion } from './convert-network.js';
import { kernelOf } from './layers/weights.js';
import { readArrays, readNetwork } from './read-network.js';
import type { NetworkEnd } from './select-layers.js';

export interface ImportMatConvNetOptions {
  /**
   * Whether the fully connected layers are kept, and the class names with them. Default: true.
   * Without them the output is a feature map, as of `pool5` in VGG-Face.
   */
  includeTop?: boolean | undefined;
  /** The name of the last layer to keep, as the file has it; takes the place of `includeTop`. */
  until?: string | undefined;
  /**
   * Whether layers of types that are not known here are left out, where what follows can read what
   * they read, instead of being an error. Default: false.
   */
  skipUnknown?: boolean | undefined;
  /** Whether batch normalisation becomes part of the convolutions before it. Default: false. */
  foldBatchNormalization?: boolean | undefined;
  /** `[height, width, channels]` of pictures, in place of what the file says. */
  inputShape?: readonly [height: number, width: number, channels: number] | undefined;
  logger?: Logger | undefined;
  /** Shows how much of the file was read. */
  progress?: ProgressReporter | undefined;
}

/**
 * Imports a network of MatConvNet, SimpleNN or DagNN, from a MAT-file. Weights of layers that are
 * not kept are never in memory where they are large, and reading ends as early as the file allows.
 *
 * @param source - a file as `vgg_face.mat`, with a struct `net` or variables `layers` and `meta`
 * @returns the network; its input is named `input`
 * @throws MatConvNetError when the file holds no such network or a layer that is not known here.
 * @throws MatError when it is no MAT-file that can be read, or is damaged.
 * @throws NetworkError when its layers do not fit each other.
 * @example
 * ```ts
 * await using file = await openFileSource('models/vgg_face.mat');
 * const backbone = await importMatConvNet(file, { includeTop: false });
 * console.log(backbone.output); // pool5
 * ```
 */
export async function importMatConvNet(
  source: ByteSource,
  options: ImportMatConvNetOptions = {},
): Promise<Network> {
  const { skipUnknown = false, inputShape, logger = silentLogger, progress } = options;
  const end = endOf(options);
  const convert = async (toTheEnd: boolean): Promise<Conversion | undefined> =>
    convertNetwork(await readNetwork(source, end, { progress, toTheEnd }), {
      end,
      skipUnknown,
      inputShape,
    });
  // Large filters need not be the first of the top; where they are not, the rest must be read too.
  const conversion = required((await convert(false)) ?? (await convert(true)), 'the whole network');
  const network = validateNetwork(await withKernels(source, conversion, progress));
  conversion.log.flush(logger);
  return options.foldBatchNormalization ? foldBatchNormalization(network) : network;
}

function endOf({ includeTop = true, until }: ImportMatConvNetOptions): NetworkEnd {
  if (until !== undefined) return { layer: until };
  return includeTop ? 'last' : 'beforeTop';
}

/** The network with the kernels that its layers need and that were left in the file. */
async function withKernels(
  source: ByteSource,
  { network, sources }: Conversion,
  progress: ProgressReporter | undefined,
): Promise<Network> {
  const pathOf = ({ name }: Layer): string | undefined => {
    const kernel = sources.get(name)?.weights[0];
    return kernel?.value?.kind === 'skipped' ? kernel.path : undefined;
  };
  const paths = new Set(network.layers.map(pathOf).filter((path) => path !== undefined));
  if (paths.size === 0) return network;
  const arrays = await readArrays(source, paths, progress);
  const layers = network.layers.map((layer): Layer => {
    const path = pathOf(layer);
    if (path === undefined || !('kernel' in layer)) return layer;
    const { fields } = required(sources.get(layer.name), layer.name);
    const array = required(arrays.get(path), path);
    return { ...layer, kernel: kernelOf(fields, array, layer.kernel.shape) };
  });
  return { ...network, layers };
}
