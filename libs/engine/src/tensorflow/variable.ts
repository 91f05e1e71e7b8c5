import type { Float32Tensor } from '@gender/tensor';
import type { OpAttribute, TensorFlow, TfTensor } from './api.js';
import { takeFromTensorFlow, toTensorFlow } from './graph.js';
import type { AdamSettings } from '../trainer/trainer-options.js';
import type { ParameterPart } from '../trainer/trainer.js';

/**
 * A weight with Adam's two moments, kept as resources of TensorFlow, which its own operations
 * update in place. TensorFlow.js has no operation for this: its optimiser makes a dozen tensors of
 * the weight's size in each step and puts epsilon elsewhere than Keras.
 */
export class TensorFlowVariable implements Disposable {
  readonly #tf: TensorFlow;
  readonly #shape: readonly number[];
  readonly #resources: Readonly<Record<ParameterPart, TfTensor>>;

  /** @param name - unique in this thread */
  constructor(tf: TensorFlow, name: string, start: Float32Tensor) {
    const { shape } = start;
    this.#tf = tf;
    this.#shape = shape;
    const create = (part: ParameterPart, value: TfTensor): TfTensor =>
      createResource(tf, `${name}/${part}`, shape, value);
    this.#resources = {
      value: create('value', toTensorFlow(tf, start)),
      momentum: create('momentum', tf.fill(shape, 0)),
      variance: create('variance', tf.fill(shape, 0)),
    };
  }

  /**
   * The weight, or a moment of it, as it is now. Dispose of it before `applyAdam`, which otherwise
   * has to copy, because both share their memory.
   */
  read(part: ParameterPart = 'value'): TfTensor {
    const attributes = [floatType(this.#tf, 'dtype')];
    const resource = this.#resources[part];
    return this.#tf.backend().executeSingleOutput('ReadVariableOp', attributes, [resource]);
  }

  /** A copy of some rows along the first axis. */
  readRows(part: ParameterPart, firstRow: number, rows: number): Float32Array<ArrayBuffer> {
    const tf = this.#tf;
    const [, ...row] = this.#shape;
    const begin = [firstRow, ...row.map(() => 0)];
    const slice = tf.tidy(() => tf.slice(this.read(part), begin, [rows, ...row]));
    return new Float32Array(takeFromTensorFlow(slice).data);
  }

  /** Puts whole rows in place, from `firstRow` on (TensorFlow's `ResourceScatterUpdate`). */
  writeRows(part: ParameterPart, firstRow: number, values: Float32Array): void {
    const tf = this.#tf;
    const { TF_ATTR_TYPE: type, TF_INT32 } = tf.backend().binding;
    const [, ...row] = this.#shape;
    const rows = values.length / row.reduce((product, length) => product * length, 1);
    const indices = Int32Array.from({ length: rows }, (_, index) => firstRow + index);
    tf.tidy(() => {
      run(
        tf,
        'ResourceScatterUpdate',
        [floatType(tf, 'dtype'), { name: 'Tindices', type, value: TF_INT32 }],
        [
          this.#resources[part],
          tf.tensor(indices, [rows], 'int32'),
          tf.tensor(values, [rows, ...row]),
        ],
      );
    });
  }

  /** One step of Adam (TensorFlow's `ResourceApplyAdam`, which is what Keras ran); `step` counts from 1. */
  applyAdam(gradient: TfTensor, adam: AdamSettings, step: number): void {
    const tf = this.#tf;
    const { learningRate, beta1, beta2, epsilon } = adam;
    const { value, momentum, variance } = this.#resources;
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
        [value, momentum, variance, ...numbers.map((number) => tf.scalar(number)), gradient],
      );
    });
  }

  [Symbol.dispose](): void {
    for (const resource of Object.values(this.#resources)) {
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
