import { required } from '@gender/core';
import { float, int, ints, text, type AttributeProto } from '@gender/onnx/operators';
import type { OnnxOperators } from '../onnx-operators.js';
import type { TfOperator } from '../tf-operator.js';
import { functions } from './elementwise.js';
import type { Translate, TranslationTable } from './translate.js';

/** Convolutions over maps `(N, H, W, C)` and products with matrices, and what is fused with them. */
export const products: TranslationTable = {
  Conv2D: convolution,
  _FusedConv2D: fused(convolution),
  DepthwiseConv2dNative: depthwiseConvolution,
  FusedDepthwiseConv2dNative: fused(depthwiseConvolution),
  Conv2DBackpropInput: transposedConvolution,
  MatMul: product('transpose_a', 'transpose_b'),
  _FusedMatMul: fused(product('transpose_a', 'transpose_b')),
  BatchMatMul: product('adj_x', 'adj_y'),
  BatchMatMulV2: product('adj_x', 'adj_y'),
};

/** What a bias may be added to at once. */
type Biased = (
  operator: TfOperator,
  onnx: OnnxOperators,
  bias?: string,
) => string | readonly string[];

function listOf(bias: string | undefined): string[] {
  return bias === undefined ? [] : [bias];
}

/** Strides, dilations and padding of a convolution in the words of ONNX. */
function windowAttributes(operator: TfOperator): AttributeProto[] {
  return [
    ints('strides', operator.window('strides')),
    ints('dilations', operator.window('dilations')),
    ...paddingAttributes(operator),
  ];
}

/** `SAME` puts what is odd behind the map. */
export function paddingAttributes(operator: TfOperator): AttributeProto[] {
  const padding = operator.text('padding', 'VALID');
  if (padding === 'EXPLICIT') return [ints('pads', operator.margins)];
  return [text('auto_pad', padding === 'SAME' ? 'SAME_UPPER' : padding)];
}

/** Kernels `(H, W, C, filters)`; in ONNX `(filters, C, H, W)`. */
function convolution(
  operator: TfOperator,
  onnx: OnnxOperators,
  bias?: string,
): string | readonly string[] {
  if (operator.isChannelsFirst) return onnx.refuse('with channels first');
  const kernel = onnx.add('Transpose', [onnx.input(1)], [ints('perm', [3, 2, 0, 1])]);
  const map = onnx.channelsFirst(onnx.input(0));
  return onnx.channelsLast(
    onnx.add('Conv', [map, kernel, ...listOf(bias)], windowAttributes(operator)),
  );
}

/** Kernels `(H, W, C, M)` make M channels of each; in ONNX `(C · M, 1, H, W)` in C groups. */
function depthwiseConvolution(
  operator: TfOperator,
  onnx: OnnxOperators,
  bias?: string,
): string | readonly string[] {
  const shape = onnx.constant(onnx.input(1))?.shape;
  if (operator.isChannelsFirst) return onnx.refuse('with channels first');
  if (shape === undefined) return onnx.refuse('with a kernel that is computed');
  const [height = 0, width = 0, channels = 0, multiplier = 0] = shape;
  const moved = onnx.add('Transpose', [onnx.input(1)], [ints('perm', [2, 3, 0, 1])]);
  const grouped = onnx.integers([channels * multiplier, 1, height, width]);
  const kernel = onnx.add('Reshape', [moved, grouped]);
  const attributes = [...windowAttributes(operator), int('group', channels)];
  const map = onnx.channelsFirst(onnx.input(0));
  return onnx.channelsLast(onnx.add('Conv', [map, kernel, ...listOf(bias)], attributes));
}

/** Reads the shape of its result, a kernel `(H, W, filters, C)` and a map; in ONNX `(C, filters, H, W)`. */
function transposedConvolution(
  operator: TfOperator,
  onnx: OnnxOperators,
): string | readonly string[] {
  const size = onnx.list(onnx.input(0))?.slice(1, 3);
  if (operator.isChannelsFirst) return onnx.refuse('with channels first');
  if (size === undefined) return onnx.refuse('to a size that is computed');
  const kernel = onnx.add('Transpose', [onnx.input(1)], [ints('perm', [3, 2, 0, 1])]);
  const map = onnx.channelsFirst(onnx.input(2));
  const attributes = [...windowAttributes(operator), ints('output_shape', size)];
  return onnx.channelsLast(onnx.add('ConvTranspose', [map, kernel], attributes));
}

/** @param names - of the attributes that say whether what is read is transposed */
function product(...names: readonly [first: string, second: string]): Biased {
  return (operator, onnx, bias) => {
    const [turnsFirst, turnsSecond] = names.map((name) => operator.flag(name, false));
    const [x, matrix] = [onnx.input(0), onnx.input(1)];
    if (turnsFirst) return onnx.refuse('of a transposed activation');
    if (bias !== undefined)
      return onnx.add('Gemm', [x, matrix, bias], [int('transB', Number(turnsSecond))]);
    if (!turnsSecond) return onnx.add('MatMul', [x, matrix]);
    const shape = onnx.constant(matrix)?.shape;
    if (shape?.length !== 2) return onnx.refuse('by a transposed matrix that is computed');
    return onnx.add('MatMul', [x, onnx.add('Transpose', [matrix], [ints('perm', [1, 0])])]);
  };
}

/** An operator and the functions that follow it, some of which read something besides. */
function fused(translate: Biased): Translate {
  return (operator, onnx) => {
    const ops = operator.texts('fused_ops');
    const unknown = ops.find((op) => !followers.has(op));
    if (unknown !== undefined) return onnx.refuse(`with ${unknown}`);
    const hasBias = ops[0] === 'BiasAdd';
    let next = hasBias ? 3 : 2;
    let result = translate(operator, onnx, hasBias ? onnx.input(2) : undefined);
    for (const op of hasBias ? ops.slice(1) : ops) {
      const { follow, reads } = required(followers.get(op), op);
      if (typeof result !== 'string') return result;
      result = follow(result, operator, onnx, next);
      next += reads;
    }
    return result;
  };
}

interface Follower {
  /** How many tensors it reads besides. */
  readonly reads: number;
  /** @param next - the place of the first of them */
  readonly follow: (x: string, operator: TfOperator, onnx: OnnxOperators, next: number) => string;
}

const followers: ReadonlyMap<string, Follower> = new Map(
  Object.entries<Follower>({
    ...Object.fromEntries(
      Object.entries(functions).map(([op, follow]) => [op, { reads: 0, follow }]),
    ),
    LeakyRelu: {
      reads: 0,
      follow: (x, operator, onnx) =>
        onnx.add('LeakyRelu', [x], [float('alpha', operator.float('leakyrelu_alpha', 0.2))]),
    },
    BiasAdd: { reads: 1, follow: (x, _operator, onnx, at) => onnx.add('Add', [x, onnx.input(at)]) },
    Prelu: { reads: 1, follow: (x, _operator, onnx, at) => onnx.add('PRelu', [x, onnx.input(at)]) },
  }),
);
