export { chainNetworks } from './chain-networks.js';
export { channelWindow } from './channel-window.js';
export { countMultiplyAdds, countParameters } from './count.js';
export { conv2d, dense, maxPool, relu } from './create-layer.js';
export { inferShapes } from './infer-shapes.js';
export { foldBatchNormalization } from './fold-batch-normalization.js';
export { layerShape } from './layer-shape.js';
export { layerWeights } from './layer-weights.js';
export { NetworkError } from './network-error.js';
export { networkOf } from './network-of.js';
export { layerSchema, networkSchema } from './network-schema.js';
export { requiredLayers, subnetwork } from './subnetwork.js';
export { validateNetwork } from './validate-network.js';
export type { LayerCounts } from './count.js';
export type { Conv2dOptions, DenseOptions, MaxPoolOptions } from './create-layer.js';
export type { Shape } from './layer-shape.js';
export type { LayerWeight } from './layer-weights.js';
export type { NetworkErrorCode } from './network-error.js';
export type {
  AddLayer,
  BatchNormalizationLayer,
  ConcatenateLayer,
  Conv2dLayer,
  ConvTranspose2dLayer,
  CroppingLayer,
  DenseLayer,
  DropoutLayer,
  FlattenLayer,
  GlobalPoolLayer,
  Layer,
  LayerNormalizationLayer,
  LayerType,
  LocalResponseNormalizationLayer,
  Padding,
  Pair,
  PermuteLayer,
  PoolLayer,
  ReluLayer,
  ReshapeLayer,
  SigmoidLayer,
  SoftmaxLayer,
  TanhLayer,
  ZeroPaddingLayer,
} from './layer.js';
export type { Network, NetworkInput, Normalization } from './network.js';
