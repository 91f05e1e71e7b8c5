import { silentLogger, type ByteSource, type Logger, type ProgressReporter } from '@gender/core';
import { readMat } from '@gender/mat';
import {
  foldBatchNormalization,
  layerWeights,
  validateNetwork,
  type Layer,
  type Network,
} from '@gender/network';
import { elementCount } from '@gender/tensor';
import type { ConvertNetOptions } from './convert-net-options.js';
import { convertNet, type Conversion } from './convert-net.js';
import { findNet } from './find-net.js';
import { ReadingPlan } from './reading-plan.js';

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
  const { includeTop = true, skipUnknown = false, until, inputShape } = options;
  const kept: ConvertNetOptions = { includeTop, until, skipUnknown, inputShape };
  const convert = async (wanted?: ReadonlySet<string>): Promise<Conversion> => {
    const plan = new ReadingPlan(source.name, kept, wanted);
    const { select, until: end } = plan;
    const { progress } = options;
    const variables = await readMat(source, { select, until: end, order: 'row-major', progress });
    return convertNet(findNet(source.name, variables), kept);
  };

  const outline = await convert();
  const missing = weightsLeft(outline);
  const { network, log } = missing.size === 0 ? outline : await convert(missing);
  const valid = validateNetwork(network);
  log.tell(options.logger ?? silentLogger);
  return options.foldBatchNormalization ? foldBatchNormalization(valid) : valid;
}

/** The paths of weights that layers need and the reading left in the file. */
function weightsLeft({ network, sources }: Conversion): Set<string> {
  const weights = network.layers
    .filter(isIncomplete)
    .flatMap(({ name }) => sources.get(name)?.weights ?? []);
  return new Set(weights.flatMap(({ path, value }) => (value?.kind === 'skipped' ? [path] : [])));
}

function isIncomplete(layer: Layer): boolean {
  return layerWeights(layer).some(
    ({ tensor }) => tensor.data.length !== elementCount(tensor.shape),
  );
}
