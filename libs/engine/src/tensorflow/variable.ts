import type { Float32Tensor } from '@gender/tensor';
import type { OpAttribute, TensorFlow, TfTensor } from './api.js';
import { toTensorFlow } from './graph.js';
import type { AdamSettings } from '../trainer-options.js';

/**
 * A weight with Adam's two moments, kept as resources of TensorFlow, which its own operations
 * update in place. TensorFlow.js has no operation for this: its optimiser makes a dozen tensors of
 * the weight's size in each step and puts epsilon elsewhere than Keras.
 */
export class TensorFlowVariable implements Disposable {
  readonly #tf: TensorFlow;
  readonly #weight: TfTensor;
  readonly #moments: readonly TfTensor[];

  /** @param name - unique in this thread */
  constructor(tf: TensorFlow, name: string, start: Float32Tensor) {
    const { shape } = start;
    this.#tf = tf;
    this.#weight = createResource(tf, name, shape, toTensorFlow(tf, start));
    this.#moments = ['m', 'v'].map((moment) =>
      createResource(tf, `${name}/${moment}`, shape, tf.fill(shape, 0)),
    );
  }

  /**
   * The weight as it is now. Dispose of it before `applyAdam`, which otherwise has to copy, because
   * both share their memory.
   */
  read(): TfTensor {
    const attributes = [floatType(this.#tf, 'dtype')];
    return this.#tf.backend().executeSingleOutput('ReadVariableOp', attributes, [this.#weight]);
  }

  /** One step of Adam (TensorFlow's `ResourceApplyAdam`, which is what Keras ran); `step` counts from 1. */
  applyAdam(gradient: TfTensor, adam: AdamSettings, step: number): void {
    const tf = this.#tf;
    const { learningRate, beta1, beta2, epsilon } = adam;
    tf.tidy(() => {
      const numbers = [beta1 ** step, beta2 ** step, learningRate, beta1, beta2, epsilon];
      const { TF_ATTR_BOOL: type } = tf.backend().binding;
      run(
        tf,
        'ResourceApplyAdam',
        [
          floatType(tf, 'T'),
          { name: 'use_locking', type, value: false },
          { name: 'use_nesterov', type, value: false },
        ],
        [this.#weight, ...this.#moments, ...numbers.map((value) => tf.scalar(value)), gradient],
      );
    });
  }

  [Symbol.dispose](): void {
    for (const resource of [this.#weight, ...this.#moments]) {
      run(this.#tf, 'DestroyResourceOp', [], [resource]);
      resource.dispose();
    }
  }
}

/** A resource that holds `value`, which is disposed of. */
function createResource(
  tf: TensorFlow,
  name: string,
  shape: readonly number[],
  value: TfTensor,
): TfTensor {
  const { TF_ATTR_SHAPE, TF_ATTR_STRING } = tf.backend().binding;
  const resource = tf
    .backend()
    .executeSingleOutput(
      'VarHandleOp',
      [
        floatType(tf, 'dtype'),
        { name: 'shape', type: TF_ATTR_SHAPE, value: shape },
        { name: 'shared_name', type: TF_ATTR_STRING, value: name },
        { name: 'container', type: TF_ATTR_STRING, value: '' },
      ],
      [],
    );
  run(tf, 'AssignVariableOp', [floatType(tf, 'dtype')], [resource, value]);
  value.dispose();
  return resource;
}

function floatType(tf: TensorFlow, name: string): OpAttribute {
  const { TF_ATTR_TYPE, TF_FLOAT } = tf.backend().binding;
  return { name, type: TF_ATTR_TYPE, value: TF_FLOAT };
}

/** Runs an operation without results. */
function run(
  tf: TensorFlow,
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly TfTensor[],
): void {
  tf.backend().executeMultipleOutputs(name, attributes, inputs, 0);
}
