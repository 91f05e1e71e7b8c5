import { silentLogger, type ByteSource, type Logger, type ProgressReporter } from '@gender/core';
import { readMat, type MatEntry, type MatVariables } from '@gender/mat';
import { inferShapes, subnetwork, validateNetwork, type Network } from '@gender/network';
import { elementCount } from '@gender/tensor';
import { classNamesOf } from './class-names.js';
import { convertLayers } from './convert-layers.js';
import { findNet, type MatNet } from './find-net.js';
import { MatConvNetError } from './matconvnet-error.js';
import { inputShapeOf, normalizationOf } from './normalization.js';
import { topOf } from './top-of.js';

/** The name of the network's input. */
const INPUT = 'input';

export interface ImportMatConvNetOptions {
  /**
   * Whether the fully connected layers are kept, and the class names with them. Default: true.
   * Without them the output is a feature map, as of `pool5` in VGG-Face.
   */
  includeTop?: boolean | undefined;
  /** The name of the last layer to keep; takes the place of `includeTop`. */
  until?: string | undefined;
  logger?: Logger | undefined;
  /** Shows how much of the file was read. */
  progress?: ProgressReporter | undefined;
}

/**
 * Arrays up to this many elements (16 MB of singles) are read before it is known whether their layer
 * is kept. Every convolution of VGG-Face is smaller, its fully connected layers are larger.
 */
const MAX_ELEMENTS_AT_SIGHT = 1 << 22;

/**
 * Imports a SimpleNN network of MatConvNet from a MAT-file. Weights of layers that are not kept are
 * never in memory where they are large.
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
  const { includeTop = true, until, logger = silentLogger, progress } = options;
  const read = async (select?: (entry: MatEntry) => boolean): Promise<Network> =>
    convertNet(source.name, await readMat(source, { select, progress }), logger);

  if (includeTop && until === undefined) return validateNetwork(await read());
  const outline = await read(({ shape }) => elementCount(shape) <= MAX_ELEMENTS_AT_SIGHT);
  const last = until ?? layerBeforeTop(source.name, outline);
  const kept = keepUntil(source.name, outline, last);
  if (isComplete(kept)) return validateNetwork(kept);
  const whole = await read(withoutFiltersAfter(kept.layers.length));
  return validateNetwork(subnetwork(whole, last));
}

function keepUntil(file: string, network: Network, last: string): Network {
  const names = network.layers.map(({ name }) => name);
  if (names.includes(last)) return subnetwork(network, last);
  throw new MatConvNetError(
    'MATCONVNET_OPTION',
    `${file}: has no layer "${last}"; its layers are ${names.join(', ')}`,
  );
}

function convertNet(file: string, variables: MatVariables, logger: Logger): Network {
  const net = findNet(file, variables);
  const shape = inputShapeOf(net);
  const layers = convertLayers(net, INPUT, shape[2]);
  const output = layers.at(-1)?.name;
  if (output === undefined) {
    throw new MatConvNetError('MATCONVNET_FORMAT', `${file}: the network has no layers`);
  }
  const network = {
    name: nameOf(file),
    input: { name: INPUT, shape },
    layers,
    output,
    normalization: normalizationOf(net, shape),
  };
  return { ...network, classes: fittingClasses(net, network, logger) };
}

/** The class names, where there is one for each component of the output. */
function fittingClasses(net: MatNet, network: Network, logger: Logger): string[] | undefined {
  const classes = classNamesOf(net);
  const components = inferShapes(network).get(network.output)?.at(-1);
  if (classes === undefined || classes.length === components) return classes;
  logger.warn(
    `${net.file}: names ${classes.length} classes, but the network tells ${components} apart; the names are left out`,
  );
  return undefined;
}

function layerBeforeTop(file: string, network: Network): string {
  const before = network.layers[topOf(network) - 1];
  if (before !== undefined) return before.name;
  throw new MatConvNetError(
    'MATCONVNET_OPTION',
    `${file}: has no fully connected layers after others that could be left out; name the last layer to keep with "until"`,
  );
}

function isComplete(network: Network): boolean {
  return network.layers.every(
    (layer) =>
      layer.type !== 'conv2d' || layer.kernel.data.length === elementCount(layer.kernel.shape),
  );
}

/** Asks for everything but the filters of the layers after the first `count`. */
function withoutFiltersAfter(count: number): (entry: MatEntry) => boolean {
  return ({ path }) => {
    const position = /^(?:net\.)?layers\{(\d+)\}\.(?:weights\{|filters)/.exec(path)?.[1];
    return position === undefined || Number(position) <= count;
  };
}

/** The name of a file without folders and extension. */
function nameOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? file).replace(/\.mat$/i, '') || 'network';
}
