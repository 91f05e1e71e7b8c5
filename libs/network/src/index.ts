export { chainNetworks } from './chain-networks.js';
export { channelWindow } from './channel-window.js';
export { countMultiplyAdds, countParameters } from './count.js';
export { faceChoices, faceRuleSchema } from './face-rule.js';
export { inferShapes } from './infer-shapes.js';
export { foldBatchNormalization } from './fold-batch-normalization.js';
export { firstInput, layerShape, layerWeights } from './layer-rules.js';
export { relu } from './layers/activations.js';
export { conv2d } from './layers/conv2d.js';
export { dense } from './layers/dense.js';
export { applyElementwise, dispatchLayer } from './layers/layer-types.js';
export { SMALLEST_NORM } from './layers/normalization.js';
export { maxPool } from './layers/pool.js';
export { NetworkBuilder } from './network-builder.js';
export { NetworkError } from './network-error.js';
export { networkOf } from './network-of.js';
export { networkSchema } from './network.js';
export { decodeNormalization, encodeNormalization } from './normalization-record.js';
export { requiredLayers, subnetwork } from './subnetwork.js';
export { validateNetwork } from './validate-network.js';
export type { LayerCounts } from './count.js';
export type { FaceRule } from './face-rule.js';
export type { LayerWeight } from './layer-rules.js';
export type { DropoutLayer, ReluLayer } from './layers/activations.js';
export type { ConvTranspose2dLayer } from './layers/conv-transpose2d.js';
export type { Conv2dLayer, Conv2dOptions } from './layers/conv2d.js';
export type { DenseLayer, DenseOptions } from './layers/dense.js';
export type { Padding, Pair, Shape } from './layers/fields.js';
export type { Arithmetic } from './layers/elementwise.js';
export type {
  ElementwiseLayer,
  Layer,
  LayerOf,
  LayerTable,
  LayerType,
} from './layers/layer-types.js';
export type {
  BatchNormalizationLayer,
  LayerNormalizationLayer,
  LocalResponseNormalizationLayer,
} from './layers/normalization.js';
export type { MaxPoolOptions, PoolLayer } from './layers/pool.js';
export type { UpSamplingLayer } from './layers/up-sampling.js';
export type { NetworkErrorCode } from './network-error.js';
export type { NormalizationRecord } from './normalization-record.js';
export type { Network, NetworkInput, Normalization } from './network.js';
