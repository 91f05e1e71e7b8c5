import type { AttributeProto } from '@gender/onnx/operators';
import type { OnnxOperators } from '../onnx-operators.js';
import type { TfOperator } from '../tf-operator.js';

/** Says an operator of TensorFlow in those of ONNX; returns the name of its result, or those of its results. */
export type Translate = (operator: TfOperator, onnx: OnnxOperators) => string | readonly string[];

/** Translations by the names of TensorFlow. */
export type TranslationTable = Readonly<Record<string, Translate>>;

/** An operator that reads the same in ONNX, under whichever name. */
export function same(
  type: string,
  attributes: (operator: TfOperator) => readonly AttributeProto[] = () => [],
): Translate {
  return (operator, onnx) => onnx.add(type, onnx.inputs, attributes(operator));
}
