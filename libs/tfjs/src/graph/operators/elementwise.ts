import { float, int } from '@gender/onnx/operators';
import type { OnnxOperators } from '../onnx-operators.js';
import type { TfOperator } from '../tf-operator.js';
import { same, type Translate, type TranslationTable } from './translate.js';

/** The functions that convolutions and products carry as well, by the names of TensorFlow, of a tensor. */
export const functions: Readonly<
  Record<string, (x: string, operator: TfOperator, onnx: OnnxOperators) => string>
> = {
  Relu: (x, _operator, onnx) => onnx.add('Relu', [x]),
  Relu6: (x, _operator, onnx) => onnx.add('Clip', [x, onnx.number(0), onnx.number(6)]),
  Elu: (x, _operator, onnx) => onnx.add('Elu', [x]),
  Selu: (x, _operator, onnx) => onnx.add('Selu', [x]),
  Sigmoid: (x, _operator, onnx) => onnx.add('Sigmoid', [x]),
  Tanh: (x, _operator, onnx) => onnx.add('Tanh', [x]),
};

/** What is done with each value, or each two. */
export const elementwise: TranslationTable = {
  ...Object.fromEntries(
    Object.entries(functions).map(([op, add]): [string, Translate] => [
      op,
      (operator, onnx) => add(onnx.input(0), operator, onnx),
    ]),
  ),
  LeakyRelu: same('LeakyRelu', (operator) => [float('alpha', operator.float('alpha', 0.2))]),
  Prelu: same('PRelu'),
  Softplus: same('Softplus'),
  Softsign: same('Softsign'),
  Softmax: same('Softmax', () => [int('axis', -1)]),
  Exp: same('Exp'),
  Neg: same('Neg'),
  Abs: same('Abs'),
  Sign: same('Sign'),
  Erf: same('Erf'),
  Sqrt: same('Sqrt'),
  Reciprocal: same('Reciprocal'),
  Inv: same('Reciprocal'),
  Floor: same('Floor'),
  Ceil: same('Ceil'),
  Add: same('Add'),
  AddV2: same('Add'),
  BiasAdd: (operator, onnx) =>
    operator.isChannelsFirst ? onnx.refuse('with channels first') : onnx.add('Add', onnx.inputs),
  AddN: same('Sum'),
  Sub: same('Sub'),
  Mul: same('Mul'),
  Div: same('Div'),
  RealDiv: same('Div'),
  Pow: same('Pow'),
  Maximum: same('Max'),
  Minimum: same('Min'),
  ClipByValue: same('Clip'),
  Rsqrt: (_operator, onnx) => onnx.add('Reciprocal', [onnx.add('Sqrt', [onnx.input(0)])]),
  Square: (_operator, onnx) => onnx.add('Mul', [onnx.input(0), onnx.input(0)]),
  SquaredDifference: (_operator, onnx) => {
    const difference = onnx.add('Sub', onnx.inputs);
    return onnx.add('Mul', [difference, difference]);
  },
};
