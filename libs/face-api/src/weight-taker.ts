import type { DenseOptions } from '@gender/network';
import { formatShape, hasDType, tensor, type Float32Tensor, type Tensor } from '@gender/tensor';
import { FaceApiError } from './face-api-error.js';

/** Hands out the weights of a file, each of the shape that a layer has. */
export class WeightTaker {
  /**
   * @param source - names the file in messages
   * @param weights - by the names that the file gives them
   */
  constructor(
    readonly source: string,
    readonly weights: ReadonlyMap<string, Tensor>,
  ) {}

  /** @throws FaceApiError (`FACE_API_WEIGHTS`) when it is missing or has another shape. */
  take(name: string, shape: readonly number[]): Float32Tensor {
    const found = this.weights.get(name);
    const expected = formatShape(shape);
    if (found && hasDType(found, 'float32') && formatShape(found.shape) === expected) return found;
    const what = found ? `${found.dtype} of shape ${formatShape(found.shape)}` : 'missing';
    throw new FaceApiError(
      'FACE_API_WEIGHTS',
      `the weight "${name}" of ${this.source} is ${what}; expected float32 of shape ${expected}: install version 1.7.15 of the package`,
    );
  }

  /**
   * The kernel of a convolution and the bias beside it.
   *
   * @param name - what the name of the bias begins with
   * @param shape - of the kernel, `(height, width, inputs, filters)`
   */
  biased(
    name: string,
    kernel: string,
    shape: readonly [number, number, number, number],
  ): Required<DenseOptions> {
    return { kernel: this.take(kernel, shape), bias: this.take(`${name}/bias`, [shape[3]]) };
  }

  /**
   * A convolution and the affine function of each channel behind it as one convolution:
   * `(x ∗ kernel + bias) · weight + shift`, multiplied in float64 and rounded once.
   *
   * @param shape - of the kernel, `(height, width, inputs, filters)`
   */
  convolution(
    name: string,
    shape: readonly [number, number, number, number],
  ): Required<DenseOptions> {
    const filters = shape[3];
    const kernel = this.take(`${name}/conv/filters`, shape);
    const bias = this.take(`${name}/conv/bias`, [filters]);
    const { data: factors } = this.take(`${name}/scale/weights`, [filters]);
    const { data: shifts } = this.take(`${name}/scale/biases`, [filters]);
    const factor = (index: number): number => factors[index % filters] ?? 0;
    return {
      kernel: tensor(
        'float32',
        shape,
        kernel.data.map((value, index) => value * factor(index)),
      ),
      bias: tensor(
        'float32',
        bias.shape,
        bias.data.map((value, index) => value * factor(index) + (shifts[index] ?? 0)),
      ),
    };
  }
}
