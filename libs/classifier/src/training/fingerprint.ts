import { createHash } from 'node:crypto';
import type { FeatureStore } from '@gender/features';
import { layerWeights, type Network } from '@gender/network';

/** All that decides what a training results in. */
export interface FingerprintInputs {
  head: Network;
  /** SHA-256 of the initial weights. */
  initialWeights: string;
  train: FeatureStore;
  validation: FeatureStore;
  /** Every option that the result depends on. */
  options: Readonly<Record<string, unknown>>;
}

/** A SHA-256 by which two trainings are known to give the same result. */
export function trainingFingerprint(inputs: FingerprintInputs): string {
  const { head, train, validation, ...others } = inputs;
  const layers = head.layers.map((layer) => ({
    ...layer,
    ...Object.fromEntries(layerWeights(layer).map(({ name, tensor }) => [name, tensor.shape])),
  }));
  const features = [train.record, validation.record];
  const text = JSON.stringify({ input: head.input, layers, features, ...others });
  return createHash('sha256').update(text).digest('hex');
}
