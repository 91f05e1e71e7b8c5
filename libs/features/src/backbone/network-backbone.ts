import { required } from '@gender/core';
import type { Engine, LoadedNetwork } from '@gender/engine';
import { inferShapes, type Network, type Normalization } from '@gender/network';
import { formatShape } from '@gender/tensor';
import { FeaturesError } from '../features-error.js';
import type { Backbone } from './backbone.js';
import { networkFingerprint } from './network-fingerprint.js';
import { isOriginalDescriptor } from './original-descriptor.js';

/** A backbone whose layers and weights are known: it can be quantised, and written with a head. */
export class NetworkBackbone implements Backbone {
  readonly network: Network;
  readonly featureShape: readonly number[];
  #fingerprint: string | undefined;

  /**
   * @throws FeaturesError (`FEATURES_BACKBONE`) when the network ends in neither a map nor a vector,
   *   or in the scores of classes, as a whole classifier does.
   */
  constructor(network: Network) {
    this.network = network;
    this.featureShape = featureShapeOf(network);
  }

  get name(): string {
    return this.network.name;
  }

  get inputShape(): readonly number[] {
    return this.network.input.shape;
  }

  get preprocessing(): Normalization | undefined {
    return this.network.normalization;
  }

  get isOriginal(): boolean {
    return isOriginalDescriptor(this.network);
  }

  /** Computed when it is asked for: it reads all weights. */
  get fingerprint(): string {
    return (this.#fingerprint ??= networkFingerprint(this.network));
  }

  load(engine: Engine, options?: Parameters<Backbone['load']>[1]): Promise<LoadedNetwork> {
    return engine.loadNetwork(this.network, options);
  }
}

function featureShapeOf(network: Network): readonly number[] {
  const { name, output, classes } = network;
  const shape = required(inferShapes(network).get(output), `the shape of "${output}"`);
  const last = network.layers.find((layer) => layer.name === output)?.type;
  const scores = classes !== undefined || last === 'softmax' || last === 'sigmoid';
  if (!scores && (shape.length === 3 || shape.length === 1)) return shape;
  const found = scores ? ', the scores of its classes' : '';
  throw new FeaturesError(
    'FEATURES_BACKBONE',
    `backbone ${name} ends in ${output} of shape ${formatShape(shape)}${found}; expected a feature map (height, width, channels) or a vector, so convert it without its last layers`,
  );
}
