import type { LayerContext } from '../layer-context.js';

/** The mean of a window leaves padding out, as MatConvNet computes it. */
export function convertPooling(layer: LayerContext): string {
  const { fields, builder } = layer;
  return builder.add({
    ...layer.base(),
    type: poolType(layer),
    poolSize: fields.pair(fields.value('pool') ? 'pool' : 'poolSize', 1),
    strides: fields.pair('stride', 1),
    padding: fields.padding('pad'),
  });
}

/** One window over the whole map, which stays a map of one row and one column. */
export function convertGlobalPooling(layer: LayerContext): string {
  const [height, width] = layer.builder.mapShape(layer.input);
  return layer.builder.add({
    ...layer.base(),
    type: poolType(layer, 'avg'),
    poolSize: [height, width],
    strides: [1, 1],
    padding: [0, 0, 0, 0],
  });
}

function poolType({ fields }: LayerContext, fallback = 'max'): 'maxPool' | 'averagePool' {
  const method = fields.text('method', fallback);
  if (method === 'max') return 'maxPool';
  if (method === 'avg') return 'averagePool';
  throw fields.fail(`has the pooling method "${method}"; known are max and avg`);
}
