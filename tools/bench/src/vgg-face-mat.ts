import { createRandom, type Random } from '@gender/core';
import {
  matArray,
  matCell,
  matRow,
  matStruct,
  matText,
  type MatInput,
  type MatNumeric,
  type MatStream,
} from '@gender/mat';

/** Filters of the convolutions of each block of VGG-Face (Parkhi, Vedaldi, Zisserman 2015). */
const BLOCKS = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];
const IMAGE_SIZE = 224;
const FEATURE_SIZE = 7;
const FULLY_CONNECTED = 4096;
const IDENTITIES = 2622;
/** The mean colour of VGG-Face, RGB, 0–255. */
const MEAN_COLOUR = [129.1863, 104.7624, 93.594];
/** Weights that are drawn at a time. */
const CHUNK_LENGTH = 1 << 17;

/**
 * A network of the size of `vgg_face.mat`, in the same layout, with random weights: the 39 layers
 * of VGG-Face, 145 million parameters that are drawn only while they are written.
 *
 * @returns the struct `net` of the file
 */
export function vggFaceNet(seed: number): MatInput {
  const random = createRandom(seed);
  const names = Array.from({ length: IDENTITIES }, (_, index) => matText(`Person_${index + 1}`));
  const identities = matCell(names, [IDENTITIES, 1]);
  return matStruct<MatInput>({
    normalization: normalization(),
    layers: matCell([...convolutionLayers(random), ...fullyConnectedLayers(random)]),
    classes: matStruct<MatInput>({ name: identities, description: identities }),
  });
}

function normalization(): MatInput {
  const pixels = IMAGE_SIZE * IMAGE_SIZE;
  const picture = new Float32Array(3 * pixels);
  MEAN_COLOUR.forEach((value, channel) =>
    picture.fill(value, channel * pixels, (channel + 1) * pixels),
  );
  return matStruct<MatInput>({
    imageSize: matRow(IMAGE_SIZE, IMAGE_SIZE, 3),
    interpolation: matText('bicubic'),
    keepAspect: matRow(1),
    averageImage: matArray('single', [IMAGE_SIZE, IMAGE_SIZE, 3], picture),
  });
}

function convolutionLayers(random: Random): MatInput[] {
  let channels = 3;
  return BLOCKS.flatMap((block, blockIndex) => {
    const layers = block.flatMap((filters, index) => {
      const suffix = `${blockIndex + 1}_${index + 1}`;
      const shape = [3, 3, channels, filters];
      channels = filters;
      return [convolution(`conv${suffix}`, shape, 1, random), plain('relu', `relu${suffix}`)];
    });
    return [...layers, pooling(`pool${blockIndex + 1}`)];
  });
}

function fullyConnectedLayers(random: Random): MatInput[] {
  const shape6 = [FEATURE_SIZE, FEATURE_SIZE, 512, FULLY_CONNECTED];
  const shape7 = [1, 1, FULLY_CONNECTED, FULLY_CONNECTED];
  const shape8 = [1, 1, FULLY_CONNECTED, IDENTITIES];
  return [
    convolution('fc6', shape6, 0, random),
    plain('relu', 'relu6'),
    plain('dropout', 'dropout6', { rate: matRow(0.5) }),
    convolution('fc7', shape7, 0, random),
    plain('relu', 'relu7'),
    plain('dropout', 'dropout7', { rate: matRow(0.5) }),
    convolution('fc8', shape8, 0, random),
    plain('softmax', 'prob'),
  ];
}

function convolution(
  name: string,
  shape: readonly number[],
  padding: number,
  random: Random,
): MatInput {
  const filters = shape[3] ?? 0;
  const weights: MatInput[] = [heNormal(shape, random.fork(name)), zeroBias(filters)];
  return plain('conv', name, {
    weights: matCell(weights),
    stride: matRow(1, 1),
    pad: matRow(padding, padding, padding, padding),
  });
}

function pooling(name: string): MatInput {
  return plain('pool', name, {
    method: matText('max'),
    pool: matRow(2, 2),
    stride: matRow(2, 2),
    pad: matRow(0, 0, 0, 0),
  });
}

function plain(type: string, name: string, fields: Record<string, MatInput> = {}): MatInput {
  return matStruct<MatInput>({ type: matText(type), name: matText(name), ...fields });
}

function zeroBias(filters: number): MatNumeric {
  return matArray('single', [filters, 1], new Float32Array(filters));
}

/** Normal weights of variance 2 / (inputs of a filter), as He et al. 2015 start a ReLU network. */
function heNormal(shape: readonly number[], random: Random): MatStream<'single'> {
  const [height = 1, width = 1, channels = 1, filters = 1] = shape;
  const inputs = height * width * channels;
  const deviation = Math.sqrt(2 / inputs);
  return {
    kind: 'stream',
    class: 'single',
    shape,
    *chunks() {
      for (let left = inputs * filters; left > 0; left -= CHUNK_LENGTH) {
        const chunk = new Float32Array(Math.min(left, CHUNK_LENGTH));
        yield chunk.map(() => deviation * random.normal());
      }
    },
  };
}
