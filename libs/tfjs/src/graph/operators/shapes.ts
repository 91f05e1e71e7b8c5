import { zip } from '@gender/core';
import { int, ints, text } from '@gender/onnx/operators';
import { MAX_OUTPUTS, type OnnxOperators } from '../onnx-operators.js';
import type { TfOperator } from '../tf-operator.js';
import { same, type Translate, type TranslationTable } from './translate.js';

const itself: Translate = (_operator, onnx) => onnx.input(0);

/** Operators that move or select numbers, or give constants. */
export const shapes: TranslationTable = {
  Identity: itself,
  StopGradient: itself,
  PreventGradient: itself,
  CheckNumerics: itself,
  Snapshot: itself,
  PlaceholderWithDefault: itself,
  Shape: same('Shape'),
  Reshape: same('Reshape'),
  Range: same('Range'),
  Fill: (_operator, onnx) => onnx.add('Expand', [onnx.input(1), onnx.input(0)]),
  Cast: cast,
  Squeeze: squeeze,
  ExpandDims: (_operator, onnx) => {
    const axes = onnx.list(onnx.input(1));
    if (axes === undefined) return onnx.refuse('at an axis that is computed');
    return onnx.add('Unsqueeze', [onnx.input(0), onnx.integers(axes)]);
  },
  Transpose: (_operator, onnx) => {
    const order = onnx.list(onnx.input(1));
    if (order === undefined) return onnx.refuse('to an order that is computed');
    return onnx.add('Transpose', [onnx.input(0)], [ints('perm', order)]);
  },
  Pad: pad(() => 'constant'),
  PadV2: pad(() => 'constant'),
  MirrorPad: pad((operator) => operator.text('mode', 'REFLECT').toLowerCase()),
  ConcatV2: concatenation,
  Pack: pack,
  Unpack: unpack,
  Split: (operator, onnx) => {
    const axis = onlyNumber(onnx, 0);
    if (axis === undefined) return onnx.refuse('along an axis that is computed');
    const count = operator.int('num_split', 1);
    return onnx.addSeveral('Split', [onnx.input(1)], count, [int('axis', axis)]);
  },
  SplitV: (operator, onnx) => {
    const axis = onlyNumber(onnx, 2);
    if (axis === undefined) return onnx.refuse('along an axis that is computed');
    const inputs = [onnx.input(0), onnx.input(1)];
    return onnx.addSeveral('Split', inputs, operator.int('num_split', 1), [int('axis', axis)]);
  },
  Slice: slice,
  StridedSlice: stridedSlice,
  GatherV2: (_operator, onnx) => {
    const axis = onlyNumber(onnx, 2);
    if (axis === undefined) return onnx.refuse('along an axis that is computed');
    return onnx.add('Gather', [onnx.input(0), onnx.input(1)], [int('axis', axis)]);
  },
};

function onlyNumber(onnx: OnnxOperators, place: number): number | undefined {
  const list = onnx.list(onnx.input(place));
  return list?.length === 1 ? list[0] : undefined;
}

/** The numbers of types of elements in ONNX, by their names and their numbers in TensorFlow. */
const types = new Map([
  ['DT_FLOAT', 1],
  ['1', 1],
  ['DT_INT32', 6],
  ['3', 6],
  ['DT_INT64', 7],
  ['9', 7],
  ['DT_BOOL', 9],
  ['10', 9],
]);

function cast(operator: TfOperator, onnx: OnnxOperators): string | readonly string[] {
  const name = operator.type('DstT');
  const type = types.get(name);
  if (type === undefined) return onnx.refuse(`to ${name}`);
  return onnx.add('Cast', [onnx.input(0)], [int('to', type)]);
}

function squeeze(operator: TfOperator, onnx: OnnxOperators): string {
  const axes = [...operator.ints('squeeze_dims'), ...operator.ints('axis')];
  const read = axes.length === 0 ? [] : [onnx.integers(axes)];
  return onnx.add('Squeeze', [onnx.input(0), ...read]);
}

/** Margins `(axes, 2)`, before and behind; in ONNX all before, then all behind. */
function pad(mode: (operator: TfOperator) => string): Translate {
  return (operator, onnx) => {
    const turned = onnx.add('Transpose', [onnx.input(1)], [ints('perm', [1, 0])]);
    const margins = onnx.add('Reshape', [turned, onnx.integers([-1])]);
    const inputs = [onnx.input(0), margins, ...onnx.inputs.slice(2)];
    return onnx.add('Pad', inputs, [text('mode', mode(operator))]);
  };
}

/** The axis comes last. */
function concatenation(operator: TfOperator, onnx: OnnxOperators): string | readonly string[] {
  const axis = onlyNumber(onnx, operator.inputs.length - 1);
  if (axis === undefined) return onnx.refuse('along an axis that is computed');
  return onnx.add('Concat', onnx.inputs.slice(0, -1), [int('axis', axis)]);
}

function pack(operator: TfOperator, onnx: OnnxOperators): string {
  const axis = operator.int('axis', 0);
  const axes = onnx.integers([axis]);
  const parts = onnx.inputs.map((input) => onnx.add('Unsqueeze', [input, axes]));
  return onnx.add('Concat', parts, [int('axis', axis)]);
}

function unpack(operator: TfOperator, onnx: OnnxOperators): string[] {
  const axis = operator.int('axis', 0);
  const axes = onnx.integers([axis]);
  const count = operator.int('num', 1);
  if (count > MAX_OUTPUTS) return onnx.refuse(`into ${count}`);
  const single = onnx.integers(Array<number>(count).fill(1));
  const parts = onnx.addSeveral('Split', [onnx.input(0), single], count, [int('axis', axis)]);
  return parts.map((part) => onnx.add('Squeeze', [part, axes]));
}

/** One axis of a slice, as Python writes it. */
interface Range {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Beyond the end of any axis. */
const END = 2 ** 31 - 1;

/** Begins and sizes, of which −1 reaches to the end. */
function slice(_operator: TfOperator, onnx: OnnxOperators): string | readonly string[] {
  const [starts, sizes] = [onnx.list(onnx.input(1)), onnx.list(onnx.input(2))];
  if (starts === undefined || sizes === undefined)
    return onnx.refuse('of places that are computed');
  if (starts.length !== sizes.length) return onnx.refuse('of places that do not fit');
  if (starts.some((start) => start < 0) || sizes.some((size) => size < -1))
    return onnx.refuse('from behind');
  const ranges = zip(starts, sizes).map(([start, size], axis) => ({
    axis,
    start,
    end: size === -1 ? END : start + size,
    step: 1,
  }));
  return cut(onnx, ranges);
}

/** A slice of whole axes needs no operator; the batch is such an axis. */
function cut(onnx: OnnxOperators, ranges: readonly Range[]): string {
  const parts = ranges.filter(({ start, end, step }) => start !== 0 || end !== END || step !== 1);
  if (parts.length === 0) return onnx.input(0);
  const lists = (['start', 'end', 'axis', 'step'] as const).map((key) =>
    onnx.integers(parts.map((part) => part[key])),
  );
  return onnx.add('Slice', [onnx.input(0), ...lists]);
}

/** `x[start:end:step, …]`, with masks for axes where one of them is left out, or where one place is taken and the axis is gone. */
function stridedSlice(operator: TfOperator, onnx: OnnxOperators): string | readonly string[] {
  const [starts, ends, steps] = [1, 2, 3].map((place) => onnx.list(onnx.input(place)));
  if (!starts || !ends || !steps) return onnx.refuse('of places that are computed');
  const extra = ['ellipsis_mask', 'new_axis_mask'].find((name) => operator.int(name, 0) !== 0);
  if (extra !== undefined) return onnx.refuse(`with ${extra}`);
  if (starts.length !== ends.length || starts.length !== steps.length)
    return onnx.refuse('of places that do not fit');
  const has = (mask: string, axis: number): boolean => ((operator.int(mask, 0) >> axis) & 1) === 1;
  const spans = zip(zip(starts, ends), steps);
  const ranges: Range[] = spans.map(([[start, end], step], axis) => {
    if (has('shrink_axis_mask', axis)) {
      return { axis, start, end: start === -1 ? END : start + 1, step: 1 };
    }
    const [first, last] = step > 0 ? [0, END] : [END, -END];
    return {
      axis,
      start: has('begin_mask', axis) ? first : start,
      end: has('end_mask', axis) ? last : end,
      step,
    };
  });
  const part = cut(onnx, ranges);
  const gone = ranges.map(({ axis }) => axis).filter((axis) => has('shrink_axis_mask', axis));
  return gone.length === 0 ? part : onnx.add('Squeeze', [part, onnx.integers(gone)]);
}
