import { toTensor, type MatNumeric, type MatValue } from '@gender/mat';
import type { Conv2dLayer } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { isEmpty, type LayerFields } from './layer-fields.js';

/**
 * A convolution. What MatConvNet computes is a cross-correlation, as in other frameworks; kernels
 * lie as `(height, width, inputs, filters)`, the first axis varying fastest.
 *
 * A kernel that was left in the file becomes a tensor of its shape without elements.
 *
 * @param channels - of the feature map that the layer reads
 */
export function convertConvolution(
  fields: LayerFields,
  input: string,
  channels: number,
): Conv2dLayer {
  const [filters, biases] = weightsOf(fields);
  const kernel = kernelOf(fields, filters);
  const [, , inputs = 1, outputs = 1] = kernel.shape;
  if (channels % inputs !== 0) {
    throw fields.fail(`has filters for ${inputs} channels, but reads ${channels}`);
  }
  return {
    type: 'conv2d',
    name: fields.name,
    inputs: [input],
    strides: fields.pair('stride', 1),
    padding: fields.padding('pad'),
    dilation: fields.pair('dilate', 1),
    groups: channels / inputs,
    kernel,
    bias: isEmpty(biases) ? undefined : biasOf(fields, biases, outputs),
  };
}

/** Filters and biases: a cell array `weights`, or two fields in files before 2015. */
function weightsOf(fields: LayerFields): readonly (MatValue | undefined)[] {
  const weights = fields.value('weights');
  if (weights?.kind === 'cell') return weights.cells;
  return [fields.value('filters'), fields.value('biases')];
}

function kernelOf(fields: LayerFields, filters: MatValue | undefined): Float32Tensor {
  if (isEmpty(filters)) throw fields.fail('has no filters in "weights" or "filters"');
  // MATLAB drops axes of length 1 at the end: one filter is stored with three axes.
  const shape = [...filters.shape, 1, 1].slice(0, Math.max(4, filters.shape.length));
  if (shape.length > 4) throw fields.fail(`has filters with ${shape.length} axes; expected 4`);
  if (filters.kind === 'skipped') return outline(shape);
  return toFloat32(fields, filters, shape);
}

/** The biases, stored as a column or as a row. */
function biasOf(fields: LayerFields, biases: MatValue, outputs: number): Float32Tensor {
  const length = biases.shape.reduce((product, axis) => product * axis, 1);
  if (length !== outputs) {
    throw fields.fail(`has ${outputs} filters but ${length} biases`);
  }
  return toFloat32(fields, biases, [outputs]);
}

function toFloat32(fields: LayerFields, value: MatValue, shape: readonly number[]): Float32Tensor {
  if (value.kind !== 'numeric' || value.imaginary !== undefined) {
    throw fields.fail(`has weights that are no real numbers but ${value.kind}`);
  }
  return toFloat32Tensor(value, shape);
}

/** A real array as 32-bit floats in row-major order. */
export function toFloat32Tensor(value: MatNumeric, shape: readonly number[]): Float32Tensor {
  const { data } = toTensor(value, shape);
  const floats =
    data instanceof Float32Array ? data : Float32Array.from<number | bigint>(data, Number);
  return tensor('float32', shape, floats);
}

function outline(shape: readonly number[]): Float32Tensor {
  return { dtype: 'float32', shape, data: new Float32Array(0) };
}
