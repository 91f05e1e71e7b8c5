import { classesOf, lossFields, type CheckedHeadSpec } from './head-spec.js';
import { adamFields, denseFields, normalizationFields, type Fields } from './record.js';
import { singleStrip, stripShape, type StripShape } from './strip-shape.js';

/** Where the parts of a head lie in the shared memory; all numbers are bytes from its start. */
export interface HeadLayout {
  /** What the head needs in all. */
  readonly bytes: number;
  /** Two counters for each phase of a step, see `Crew`. */
  readonly control: number;
  readonly phases: number;
  /** The `Adam` record. */
  readonly adam: number;
  readonly loss: LossLayout;
  /** The mean loss as float64, then the number of correct pictures as uint32. */
  readonly result: number;
  /** `(batchSize, classes)` float32. */
  readonly probabilities: number;
  readonly normalization: NormalizationLayout;
  readonly layers: readonly DenseLayout[];
  /** Room of a thread's own, one after the other. */
  readonly scratch: number;
  readonly scratchBytes: number;
}

/** The loss: the address of its record, and what stands there. */
export interface LossLayout {
  readonly record: number;
  readonly fields: Fields<typeof lossFields>;
}

/** The normalisation: the address of its record, and what stands there. */
export interface NormalizationLayout {
  readonly record: number;
  readonly fields: Fields<typeof normalizationFields>;
}

/** A dense layer: the address of its record, what stands there, and how its inputs are cut up. */
export interface DenseLayout {
  readonly record: number;
  readonly fields: Fields<typeof denseFields>;
  readonly strips: StripShape;
}

/** Where values laid out in strips, and the gradients by them, begin. */
interface Activations {
  readonly shape: StripShape;
  readonly values: number;
  readonly gradients: number;
}

/** Lays a head out for a number of threads; the same numbers give the same layout. */
export function layOutHead(spec: CheckedHeadSpec, threads: number): HeadLayout {
  const room = new Room();
  const phases = 2 + 3 * spec.units.length;
  const control = room.take(phases * 8);
  const adam = room.take(adamFields.length * 4);
  const loss = layOutLoss(room, spec);
  const result = room.take(16);
  const probabilities = room.take(spec.batchSize * classesOf(spec) * 4);
  const first = stripShape(spec.positions, spec.channels);
  const normalization = layOutNormalization(room, spec, first);
  const layers = layOutLayers(room, spec, first, normalization.fields.scaledStrips);
  const largest = Math.max(...layers.map(({ strips }) => strips.bytes));
  const scratchBytes = align(largest + first.groups * 32);
  const scratch = room.take(scratchBytes * threads);
  return {
    bytes: room.end,
    ...{ control, phases, adam, loss, result, probabilities },
    ...{ normalization, layers, scratch, scratchBytes },
  };
}

function layOutLoss(room: Room, spec: CheckedHeadSpec): LossLayout {
  const record = room.take(lossFields.length * 4);
  const labels = room.take(spec.batchSize * 4);
  const classWeights = room.take(classesOf(spec) * 4);
  return { record, fields: { ...spec.loss, labels, classWeights } };
}

function layOutNormalization(
  room: Room,
  spec: CheckedHeadSpec,
  shape: StripShape,
): NormalizationLayout {
  const active = spec.normalizationEpsilon !== undefined;
  const record = room.take(normalizationFields.length * 4);
  const featureBytes = spec.batchSize * spec.positions * spec.channels * 4;
  const stripsBytes = shape.blocks * spec.batchSize * shape.bytes;
  const parameterBytes = active ? shape.blocks * shape.groups * 16 : 0;
  // The last row of features is read in vectors, so it may be read past its end.
  const features = room.take(featureBytes + 16);
  const normalizedStrips = room.take(stripsBytes);
  const scaledStrips = active ? room.take(stripsBytes) : normalizedStrips;
  const [gamma, gammaMomentum, gammaVariance] = room.takeThree(parameterBytes);
  const [beta, betaMomentum, betaVariance] = room.takeThree(parameterBytes);
  const fields = {
    channels: spec.channels,
    positions: spec.positions,
    groups: shape.groups,
    batch: spec.batchSize,
    epsilon: spec.normalizationEpsilon ?? 0,
    active: Number(active),
    ...{ features, normalizedStrips, scaledStrips },
    ...{ gamma, gammaMomentum, gammaVariance, beta, betaMomentum, betaVariance },
  };
  return { record, fields };
}

function layOutLayers(
  room: Room,
  spec: CheckedHeadSpec,
  first: StripShape,
  firstInputs: number,
): DenseLayout[] {
  let inputs: Activations = { shape: first, values: firstInputs, gradients: 0 };
  return spec.units.map((units, layer) => {
    const hidden = layer < spec.units.length - 1;
    const shape = hidden ? stripShape(1, units) : singleStrip(units);
    const bytes = shape.blocks * spec.batchSize * shape.bytes;
    const outputs = { shape, values: room.take(bytes), gradients: room.take(bytes) };
    const dense = layOutDense(
      room,
      { units, hidden, rate: spec.dropout[layer] ?? 0, decay: 2 * spec.loss.l2 },
      spec.batchSize,
      inputs,
      outputs,
    );
    inputs = outputs;
    return dense;
  });
}

interface DenseSizes {
  readonly units: number;
  readonly hidden: boolean;
  readonly rate: number;
  readonly decay: number;
}

function layOutDense(
  room: Room,
  { units, hidden, rate, decay }: DenseSizes,
  batch: number,
  inputs: Activations,
  outputs: Activations,
): DenseLayout {
  const slots = Math.ceil(batch / 4) * 4;
  const record = room.take(denseFields.length * 4);
  const weightBytes = inputs.shape.blocks * units * inputs.shape.bytes;
  const [weightStrips, momentumStrips, varianceStrips] = room.takeThree(weightBytes);
  const [bias, biasMomentum, biasVariance] = room.takeThree(units * 4);
  const [pictures, sums, deltas] = room.takeThree(units * slots * 4);
  const fields = {
    ...{ units, blocks: inputs.shape.blocks, stripBytes: inputs.shape.bytes },
    ...{ outputStripBytes: outputs.shape.bytes, batch, slots },
    ...{ hidden: Number(hidden), keptScale: 1 / (1 - rate), decay },
    masks: rate > 0 ? room.take(batch * units) : 0,
    squares: room.take(inputs.shape.blocks * 8),
    ...{ weightStrips, momentumStrips, varianceStrips, bias, biasMomentum, biasVariance },
    ...{ inputStrips: inputs.values, inputGradientStrips: inputs.gradients },
    ...{ outputStrips: outputs.values, outputGradientStrips: outputs.gradients },
    ...{ counts: room.take(units * 4), pictures, sums, deltas, deltaSums: room.take(units * 4) },
  };
  return { record, fields, strips: inputs.shape };
}

/** Hands out memory from the start; every piece begins on a cache line of its own. */
class Room {
  /** Address 0 means absent, so the first line stays empty. */
  end = CACHE_LINE;

  take(bytes: number): number {
    const address = this.end;
    this.end = align(address + bytes);
    return address;
  }

  takeThree(bytes: number): [number, number, number] {
    return [this.take(bytes), this.take(bytes), this.take(bytes)];
  }
}

const CACHE_LINE = 64;

function align(address: number): number {
  return Math.ceil(address / CACHE_LINE) * CACHE_LINE;
}
