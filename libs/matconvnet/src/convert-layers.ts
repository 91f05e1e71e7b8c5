import type { Layer, PoolLayer } from '@gender/network';
import { convertConvolution } from './convolution.js';
import type { MatNet } from './find-net.js';
import { LayerFields } from './layer-fields.js';

/**
 * The layers of a SimpleNN network, each reading the one before it.
 *
 * @param input - the name of the network's input
 * @param channels - of the pictures
 * @throws MatConvNetError when a layer is of another type or a field of it is wrong.
 */
export function convertLayers(net: MatNet, input: string, channels: number): Layer[] {
  const layers: Layer[] = [];
  let width = channels;
  net.layers.cells.forEach((struct, index) => {
    const fields = new LayerFields(net.file, struct, index + 1);
    const layer = convertLayer(fields, layers.at(-1)?.name ?? input, width);
    if (layer.type === 'conv2d') width = layer.kernel.shape[3] ?? 1;
    layers.push(layer);
  });
  return layers;
}

function convertLayer(fields: LayerFields, input: string, channels: number): Layer {
  const base = { name: fields.name, inputs: [input] };
  switch (fields.type) {
    case 'conv':
      return convertConvolution(fields, input, channels);
    case 'pool':
      return convertPooling(fields, input);
    case 'relu':
      return { ...base, type: 'relu', negativeSlope: fields.number('leak', 0) };
    case 'dropout':
      return { ...base, type: 'dropout', rate: fields.number('rate', 0.5) };
    case 'softmax':
    case 'softmaxloss':
      return { ...base, type: 'softmax' };
    default:
      throw fields.fail(
        'is of a type that is not imported here; known are conv, pool, relu, dropout, softmax and softmaxloss',
        'MATCONVNET_UNSUPPORTED',
      );
  }
}

/** The mean of a window leaves padding out, as MatConvNet computes it. */
function convertPooling(fields: LayerFields, input: string): PoolLayer {
  const method = fields.text('method', 'max');
  if (method !== 'max' && method !== 'avg') {
    throw fields.fail(`has the pooling method "${method}"; known are max and avg`);
  }
  return {
    type: method === 'max' ? 'maxPool' : 'averagePool',
    name: fields.name,
    inputs: [input],
    poolSize: fields.pair('pool', 1),
    strides: fields.pair('stride', 1),
    padding: fields.padding('pad'),
  };
}
