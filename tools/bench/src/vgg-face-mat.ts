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
import { featureShape, vggFace, type VggSize } from './vgg-size.js';

/** The mean colour of VGG-Face, RGB, 0–255. */
export const MEAN_COLOUR = [129.1863, 104.7624, 93.594];
/** Weights that are drawn at a time. */
const CHUNK_LENGTH = 1 << 17;

/**
 * A network in the layout of `vgg_face.mat` with random weights: by default its 39 layers with 145
 * million parameters, which are drawn only while they are written.
 *
 * @returns the struct `net` of the file
 */
export function vggFaceNet(seed: number, size: VggSize = vggFace): MatInput {
  const random = createRandom(seed);
  const names = Array.from({ length: size.identities }, (_, index) =>
    matText(`Person_${index + 1}`),
  );
  const identities = matCell(names, [size.identities, 1]);
  return matStruct<MatInput>({
    normalization: normalization(size.imageSize),
    layers: matCell([...convolutionLayers(random, size), ...fullyConnectedLayers(random, size)]),
    classes: matStruct<MatInput>({ name: identities, description: identities }),
  });
}

function normalization(imageSize: number): MatInput {
  const pixels = imageSize * imageSize;
  const picture = new Float32Array(3 * pixels);
  MEAN_COLOUR.forEach((value, channel) =>
    picture.fill(value, channel * pixels, (channel + 1) * pixels),
  );
  return matStruct<MatInput>({
    imageSize: matRow(imageSize, imageSize, 3),
    interpolation: matText('bicubic'),
    keepAspect: matRow(1),
    averageImage: matArray('single', [imageSize, imageSize, 3], picture),
  });
}

function convolutionLayers(random: Random, { blocks }: VggSize): MatInput[] {
  let channels = 3;
  return blocks.flatMap((block, blockIndex) => {
    const layers = block.flatMap((filters, index) => {
      const suffix = `${blockIndex + 1}_${index + 1}`;
      const shape = [3, 3, channels, filters];
      channels = filters;
      return [convolution(`conv${suffix}`, shape, 1, random), plain('relu', `relu${suffix}`)];
    });
    return [...layers, pooling(`pool${blockIndex + 1}`)];
  });
}

function fullyConnectedLayers(random: Random, size: VggSize): MatInput[] {
  const { fullyConnected: units, identities } = size;
  const shape6 = [...featureShape(size), units];
  const shape7 = [1, 1, units, units];
  const shape8 = [1, 1, units, identities];
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
