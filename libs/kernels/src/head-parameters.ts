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

/**
 * Writes a parameter or a moment, whole or in part. No thread may be at work.
 *
 * @param values - whole rows in row-major order, as Keras orders them
 * @param firstRow - of a kernel, the row (input) at which `values` begin
 * @throws KernelsError (`KERNELS_INPUT`) when there is no such parameter or the values do not fit.
 */
export function writeParameter(
  head: SharedHead,
  parameter: Parameter,
  values: Float32Array,
  { part = 'value', firstRow = 0 }: { part?: ParameterPart; firstRow?: number } = {},
): void {
  const place = locate(head, parameter, part);
  const row = firstRow * place.rowLength;
  const whole = Number.isInteger(firstRow) && values.length % place.rowLength === 0;
  if (!whole || row < 0 || row + values.length > place.length) {
    throw new KernelsError(
      'KERNELS_INPUT',
      `${nameOf(parameter)} has ${place.length} values in rows of ${place.rowLength}; ${values.length} do not fit from row ${firstRow}`,
    );
  }
  if (place.dense) packRows(head, place, place.dense, values, firstRow);
  else new Float32Array(head.memory.buffer, place.address, values.length).set(values);
}

/**
 * A copy of a parameter or a moment, in row-major order. No thread may be at work.
 *
 * @throws KernelsError (`KERNELS_INPUT`) when there is no such parameter.
 */
export function readParameter(
  head: SharedHead,
  parameter: Parameter,
  part: ParameterPart = 'value',
): Float32Array<ArrayBuffer> {
  const place = locate(head, parameter, part);
  const values = new Float32Array(place.length);
  if (place.dense) unpackRows(head, place, place.dense, values);
  else values.set(new Float32Array(head.memory.buffer, place.address, place.length));
  return values;
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
): void {
  const weights = new Float32Array(head.memory.buffer, address);
  const step = strips.vectors * 4;
  for (let at = 0; at < values.length;) {
    let source = rowStart(strips, rowLength, at / rowLength);
    for (let unit = 0; unit < rowLength; unit += 1, at += 1, source += step) {
      values[at] = weights[source] ?? 0;
    }
  }
}

function nameOf(parameter: Parameter): string {
  return 'layer' in parameter ? `${parameter.kind} of layer ${parameter.layer}` : parameter.kind;
}
