import { fieldOf, numbersOf } from '@gender/mat';
import type { NetworkInput } from '@gender/network';
import { filterShape } from './layers/weights.js';
import { MatConvNetError } from './matconvnet-error.js';
import type { NetworkEnd } from './select-layers.js';
import type { SourceLayer } from './source-layers.js';
import type { SourceNetwork } from './source-network.js';

/** The name of the network's input. */
export const INPUT = 'input';

/** Rows and columns of the example where a network takes any size: those of most networks. */
const EXAMPLE_SIZE = 224;

/** Kinds of layers that make something of one size only, or of a size that depends on the input's. */
const NEED_ONE_SIZE = new Set(['crop', 'flatten', 'reshape', 'permute', 'globalpooling']);

/**
 * The pictures that a network takes: of the size asked for, `normalization.imageSize`, that of the
 * mean picture, or `inputSize`. Where nothing tells it and no layer needs one, any size will do.
 *
 * @param layers - those that are kept
 * @throws MatConvNetError when no size is known and there must be one.
 */
export function inputOf(
  net: SourceNetwork,
  layers: readonly SourceLayer[],
  { inputShape, end }: { inputShape: readonly number[] | undefined; end: NetworkEnd },
): NetworkInput {
  const shape = inputShape ?? shapeInFile(net);
  const [height = EXAMPLE_SIZE, width = height, channels = channelsOf(layers)] = shape ?? [];
  const lengths = [height, width, channels];
  const anySize = shape === undefined;
  const needsSize =
    anySize &&
    (end === 'beforeTop' || layers.some(({ fields: { kind } }) => kind && NEED_ONE_SIZE.has(kind)));
  if (needsSize || !lengths.every((length) => Number.isInteger(length) && length >= 1)) {
    throw new MatConvNetError(
      'MATCONVNET_FORMAT',
      `${net.file}: does not say how large pictures are; expected normalization.imageSize, for example [224 224 3], or the option inputShape`,
    );
  }
  return anySize ? { name: INPUT, shape: lengths, anySize } : { name: INPUT, shape: lengths };
}

function shapeInFile({ normalization, inputSize }: SourceNetwork): readonly number[] | undefined {
  const average = fieldOf(normalization, 'averageImage');
  const isPicture = average?.kind === 'numeric' && average.shape.filter((n) => n !== 1).length > 1;
  const picture = isPicture ? average.shape : undefined;
  const found = [numbersOf(fieldOf(normalization, 'imageSize')), numbersOf(inputSize), picture];
  return found.find((size) => size !== undefined && size.length > 0)?.slice(0, 3);
}

/** What the filters of the first convolution read, or three colours. */
function channelsOf(layers: readonly SourceLayer[]): number {
  const first = layers.find(({ fields }) => fields.kind === 'conv');
  const filters = first?.weights[0]?.value;
  return first === undefined || filters === undefined ? 3 : filterShape(first.fields, filters)[2];
}
