import { layOutHead, type DenseLayout, type HeadLayout } from './head-layout.js';
import { KernelsError } from './kernels-error.js';
import type { SharedHead } from './shared-head.js';
import { rowStart } from './strip-shape.js';

/** A trainable array: `kernel` `(inputs, units)` and `bias` `(units,)` of a dense layer, `gamma` and `beta` `(channels,)`. */
export type Parameter =
  | { readonly kind: 'gamma' | 'beta' }
  | { readonly kind: 'kernel' | 'bias'; readonly layer: number };

/** The parameter itself, or Adam's first or second moment of it. */
export type ParameterPart = 'value' | 'momentum' | 'variance';

/** Every parameter of a head, in the order of its layers. */
export function listParameters({ spec }: SharedHead): Parameter[] {
  const norm: Parameter[] =
    spec.normalizationEpsilon === undefined ? [] : [{ kind: 'gamma' }, { kind: 'beta' }];
  const dense = spec.units.flatMap((_, layer): Parameter[] => [
    { kind: 'kernel', layer },
    { kind: 'bias', layer },
  ]);
  return [...norm, ...dense];
}

/** Which part of a parameter, and from which row on; a row of a kernel holds one input's weights, else one value. */
export interface ParameterRows {
  /** Default `value`. */
  readonly part?: ParameterPart | undefined;
  /** Default 0. */
  readonly firstRow?: number | undefined;
}

/**
 * Writes a parameter or a moment, whole or in part. No thread may be at work.
 *
 * @param values - whole rows in row-major order, as Keras orders them
 * @throws KernelsError (`KERNELS_INPUT`) when there is no such parameter or the values do not fit.
 */
export function writeParameter(
  head: SharedHead,
  parameter: Parameter,
  values: Float32Array,
  { part = 'value', firstRow = 0 }: ParameterRows = {},
): void {
  const place = locate(head, parameter, part);
  checkRows(parameter, place, firstRow, values.length / place.rowLength);
  const start = firstRow * place.rowLength;
  if (place.dense) packRows(head, place, place.dense, values, firstRow);
  else floats(head, place).set(values, start);
}

/**
 * A copy of a parameter or a moment, whole or in part, in row-major order. No thread may be at work.
 *
 * @throws KernelsError (`KERNELS_INPUT`) when there is no such parameter or it has no such rows.
 */
export function readParameter(
  head: SharedHead,
  parameter: Parameter,
  { part = 'value', firstRow = 0, rows, memory }: ReadOptions = {},
): Float32Array<ArrayBuffer> {
  const place = locate(head, parameter, part);
  const count = rows ?? place.length / place.rowLength - firstRow;
  checkRows(parameter, place, firstRow, count);
  const values = takeFloats(count * place.rowLength, memory);
  if (place.dense) unpackRows(head, place, place.dense, values, firstRow);
  else values.set(floats(head, place).subarray(firstRow, firstRow + count));
  return values;
}

interface ReadOptions extends ParameterRows {
  /** How many rows; default: all that follow `firstRow`. */
  readonly rows?: number;
  /** Used for the copy where it is large enough; default: new memory. */
  readonly memory?: ArrayBuffer | undefined;
}

function takeFloats(length: number, memory?: ArrayBuffer): Float32Array<ArrayBuffer> {
  const isEnough = memory !== undefined && memory.byteLength >= length * 4;
  return isEnough ? new Float32Array(memory, 0, length) : new Float32Array(length);
}

/** Where a parameter lies; `dense` where it lies in strips. */
interface Place {
  readonly address: number;
  readonly length: number;
  readonly rowLength: number;
  readonly dense?: DenseLayout;
}

function locate(head: SharedHead, parameter: Parameter, part: ParameterPart): Place {
  const layout = layOutHead(head.spec, head.threads);
  const place =
    'layer' in parameter
      ? locateInLayer(layout, parameter, part)
      : locateInNormalization(layout, parameter.kind, part);
  if (place) return place;
  throw new KernelsError('KERNELS_INPUT', `the head has no ${nameOf(parameter)}`);
}

function locateInLayer(
  layout: HeadLayout,
  { kind, layer }: Extract<Parameter, { layer: number }>,
  part: ParameterPart,
): Place | undefined {
  const dense = layout.layers[layer];
  if (!dense) return undefined;
  const { units, ...fields } = dense.fields;
  if (kind === 'bias') {
    const address = {
      value: fields.bias,
      momentum: fields.biasMomentum,
      variance: fields.biasVariance,
    };
    return { address: address[part], length: units, rowLength: 1 };
  }
  const address = {
    value: fields.weightStrips,
    momentum: fields.momentumStrips,
    variance: fields.varianceStrips,
  };
  const length = dense.strips.positions * dense.strips.channels * units;
  return { address: address[part], length, rowLength: units, dense };
}

function locateInNormalization(
  { normalization: { fields } }: HeadLayout,
  kind: 'gamma' | 'beta',
  part: ParameterPart,
): Place | undefined {
  if (fields.active === 0) return undefined;
  const field = { value: '', momentum: 'Momentum', variance: 'Variance' } as const;
  return { address: fields[`${kind}${field[part]}`], length: fields.channels, rowLength: 1 };
}

function checkRows(parameter: Parameter, place: Place, firstRow: number, rows: number): void {
  const all = place.length / place.rowLength;
  const whole = Number.isInteger(firstRow) && Number.isInteger(rows);
  if (whole && firstRow >= 0 && rows >= 0 && firstRow + rows <= all) return;
  throw new KernelsError(
    'KERNELS_INPUT',
    `${nameOf(parameter)} has ${all} rows of ${place.rowLength}; there is no room for ${rows} from row ${firstRow} on`,
  );
}

/** The values of a parameter that lies in one piece. */
function floats(head: SharedHead, { address, length }: Place): Float32Array {
  return new Float32Array(head.memory.buffer, address, length);
}

function packRows(
  head: SharedHead,
  { address, rowLength }: Place,
  { strips }: DenseLayout,
  values: Float32Array,
  firstRow: number,
): void {
  const weights = new Float32Array(head.memory.buffer, address);
  const step = strips.vectors * 4;
  for (let at = 0; at < values.length;) {
    let target = rowStart(strips, rowLength, firstRow + at / rowLength);
    for (let unit = 0; unit < rowLength; unit += 1, at += 1, target += step) {
      weights[target] = values[at] ?? 0;
    }
  }
}

function unpackRows(
  head: SharedHead,
  { address, rowLength }: Place,
  { strips }: DenseLayout,
  values: Float32Array,
  firstRow: number,
): void {
  const weights = new Float32Array(head.memory.buffer, address);
  const step = strips.vectors * 4;
  for (let at = 0; at < values.length;) {
    let source = rowStart(strips, rowLength, firstRow + at / rowLength);
    for (let unit = 0; unit < rowLength; unit += 1, at += 1, source += step) {
      values[at] = weights[source] ?? 0;
    }
  }
}

function nameOf(parameter: Parameter): string {
  return 'layer' in parameter ? `${parameter.kind} of layer ${parameter.layer}` : parameter.kind;
}
