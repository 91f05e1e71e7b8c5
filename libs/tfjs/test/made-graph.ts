import { bytesOf, tensor, type Float32Tensor, type Tensor } from '@gender/tensor';
import { decodeWeights, parseWeightsManifest } from '@gender/keras/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { TfjsFiles } from '../src/index.js';

/** How numbers are stored in fewer bytes. */
export interface Quantization {
  readonly dtype: 'uint8' | 'uint16' | 'float16';
  readonly scale?: number;
  readonly min?: number;
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly quantization?: Quantization;
}

type Attributes = Readonly<Record<string, object>>;

/** Attributes as the JSON of TensorFlow writes them. */
export const i = (value: number): object => ({ i: String(value) });
export const f = (value: number): object => ({ f: value });
export const b = (value: boolean): object => ({ b: value });
export const s = (value: string): object => ({ s: btoa(value) });
export const list = (...values: number[]): object => ({ list: { i: values.map(String) } });
export const texts = (...values: string[]): object => ({
  list: { s: values.map((each) => btoa(each)) },
});

/** A GraphModel as TensorFlow's converter writes it, made operator by operator. */
export class MadeGraph {
  readonly nodes: object[] = [];
  readonly #weights: Weight[] = [];
  readonly #bytes: Uint8Array[] = [];
  signature: object | undefined;

  /** @param shape - of the pictures, −1 for an open length */
  constructor(readonly shape: readonly number[] = [-1, 6, 5, 4]) {
    const dim = shape.map((size) => ({ size: String(size) }));
    this.nodes.push({
      name: 'x',
      op: 'Placeholder',
      attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim } } },
    });
  }

  /** Adds an operator; returns its name. */
  add(
    op: string,
    input: readonly string[],
    attr: Attributes = {},
    name = `n${this.nodes.length}`,
  ): string {
    this.nodes.push({ name, op, input, attr: { T: { type: 'DT_FLOAT' }, ...attr } });
    return name;
  }

  weight(shape: readonly number[], values: readonly number[] = ramp(shape)): string {
    return this.#constant(
      { shape, dtype: 'float32' },
      tensor('float32', shape, Float32Array.from(values)),
    );
  }

  integers(...values: number[]): string {
    const shape = [values.length];
    return this.#constant(
      { shape, dtype: 'int32' },
      tensor('int32', shape, Int32Array.from(values)),
    );
  }

  integer(value: number): string {
    return this.#constant({ shape: [], dtype: 'int32' }, tensor('int32', [], Int32Array.of(value)));
  }

  stored(
    shape: readonly number[],
    quantization: Quantization,
    data: Uint8Array | Uint16Array,
  ): string {
    return this.#constant({ shape, dtype: 'float32', quantization }, data);
  }

  #constant(weight: Omit<Weight, 'name'>, content: Tensor | Uint8Array | Uint16Array): string {
    const name = this.add(
      'Const',
      [],
      { dtype: { type: weight.dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT' } },
      `w${this.nodes.length}`,
    );
    this.#weights.push({ ...weight, name });
    this.#bytes.push('dtype' in content ? bytesOf(content) : new Uint8Array(content.buffer));
    return name;
  }

  /** What its files hold. */
  get files(): TfjsFiles {
    const group = { paths: ['a.bin'], weights: this.#weights };
    const [manifest] = parseWeightsManifest('made.json', [group]);
    return {
      path: 'made.json',
      content: this.content,
      weights: decodeWeights('made.json', manifest!, this.bytes),
    };
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(Buffer.concat(this.#bytes));
  }

  get content(): object {
    return {
      format: 'graph-model',
      modelTopology: { node: this.nodes, versions: { producer: 440 } },
      ...(this.signature && { signature: this.signature }),
      weightsManifest: [{ paths: ['a.bin'], weights: this.#weights }],
    };
  }

  /** What TensorFlow.js itself makes of pictures. */
  async run(input: Float32Tensor, output: string): Promise<Float32Tensor> {
    const { bytes } = this;
    const model = await tf.loadGraphModel(
      tf.io.fromMemory({
        modelTopology: { node: this.nodes, versions: { producer: 440 } },
        weightSpecs: this.#weights as unknown as tf.io.WeightsManifestEntry[],
        weightData: bytes.buffer,
      }),
    );
    const x = tf.tensor(input.data, [...input.shape]);
    const y = model.execute(x, output) as tf.Tensor;
    const result = tensor('float32', y.shape, Float32Array.from(await y.data()));
    tf.dispose([x, y]);
    model.dispose();
    return result;
  }
}

/** Numbers on both sides of 0 that are all different. */
export function ramp(shape: readonly number[], scale = 1): number[] {
  const count = shape.reduce((one, other) => one * other, 1);
  return Array.from(
    { length: count },
    (_, at) => (scale * (((at * 7) % count) - (count - 1) / 2)) / count,
  );
}

/** What TensorFlow.js makes of a LayersModel. */
export async function runLayers(
  index: object,
  bytes: Uint8Array<ArrayBuffer>,
  input: Float32Tensor,
): Promise<Float32Tensor> {
  const { modelTopology, weightsManifest } = index as tf.io.ModelJSON;
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: bytes.buffer,
    }),
  );
  const x = tf.tensor(input.data, [...input.shape]);
  const y = model.predict(x) as tf.Tensor;
  const result = tensor('float32', y.shape, Float32Array.from(await y.data()));
  tf.dispose([x, y]);
  model.dispose();
  return result;
}
