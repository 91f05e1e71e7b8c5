import { Dense } from './records';
import { activation, sumLanesOfFour } from './strips';

/**
 * Outputs of the units `first` up to but not including `end`, of all pictures.
 *
 * The weights of these units are read once, block after block. A unit that is dropped for a picture
 * is not computed for it. The order of the additions of a sum depends on nothing but the layer.
 */
export function forward(d: Dense, first: u32, end: u32, pictures: u32, training: u32): void {
  for (let unit = first; unit < end; unit++) listKept(d, unit, pictures, training);
  for (let block: u32 = 0; block < d.blocks; block++) {
    for (let unit = first; unit < end; unit++) addDots(d, block, unit);
  }
  for (let unit = first; unit < end; unit++) activate(d, unit, pictures, training);
}

/** Lists the pictures for which a unit is kept, and clears their sums. */
function listKept(d: Dense, unit: u32, pictures: u32, training: u32): void {
  const list = d.pictures + ((unit * d.slots) << 2);
  const sums = d.sums + ((unit * d.slots) << 2);
  const drops = training != 0 && d.masks != 0;
  let count: u32 = 0;
  for (let picture: u32 = 0; picture < pictures; picture++) {
    if (drops && load<u8>(d.masks + picture * d.units + unit) == 0) continue;
    store<u32>(list + (count << 2), picture);
    count++;
  }
  store<u32>(d.counts + (unit << 2), count);
  for (; count & 3; count++) store<u32>(list + (count << 2), 0);
  memory.fill(sums, 0, count << 2);
}

/** Adds what one block of inputs contributes to the sums of a unit, four pictures at a time. */
function addDots(d: Dense, block: u32, unit: u32): void {
  const stripBytes = d.stripBytes;
  const weights = d.weightStrips + (block * d.units + unit) * stripBytes;
  const inputs = d.inputStrips + block * d.batch * stripBytes;
  const list = d.pictures + ((unit * d.slots) << 2);
  const sums = d.sums + ((unit * d.slots) << 2);
  const listBytes = load<u32>(d.counts + (unit << 2)) << 2;
  for (let slot: u32 = 0; slot < listBytes; slot += 16) {
    const dots = fourDots(
      weights,
      weights + stripBytes,
      inputs + load<u32>(list + slot) * stripBytes,
      inputs + load<u32>(list + slot, 4) * stripBytes,
      inputs + load<u32>(list + slot, 8) * stripBytes,
      inputs + load<u32>(list + slot, 12) * stripBytes,
    );
    v128.store(sums + slot, f32x4.add(v128.load(sums + slot), dots));
  }
}

/**
 * The dot products of one strip of weights with four strips of inputs. One sum for each and two
 * vectors a turn: what is held at once just fits into 16 registers.
 */
// @ts-ignore: decorator
@inline
function fourDots(weights: usize, end: usize, a: usize, b: usize, c: usize, d: usize): v128 {
  let sumA = f32x4.splat(0), sumB = sumA, sumC = sumA, sumD = sumA;
  const pairsEnd = weights + ((end - weights) & ~31);
  while (weights < pairsEnd) {
    const w0 = v128.load(weights);
    const w1 = v128.load(weights, 16);
    sumA = f32x4.add(sumA, f32x4.add(f32x4.mul(w0, v128.load(a)), f32x4.mul(w1, v128.load(a, 16))));
    sumB = f32x4.add(sumB, f32x4.add(f32x4.mul(w0, v128.load(b)), f32x4.mul(w1, v128.load(b, 16))));
    sumC = f32x4.add(sumC, f32x4.add(f32x4.mul(w0, v128.load(c)), f32x4.mul(w1, v128.load(c, 16))));
    sumD = f32x4.add(sumD, f32x4.add(f32x4.mul(w0, v128.load(d)), f32x4.mul(w1, v128.load(d, 16))));
    weights += 32;
    a += 32;
    b += 32;
    c += 32;
    d += 32;
  }
  if (weights < end) {
    const w = v128.load(weights);
    sumA = f32x4.add(sumA, f32x4.mul(w, v128.load(a)));
    sumB = f32x4.add(sumB, f32x4.mul(w, v128.load(b)));
    sumC = f32x4.add(sumC, f32x4.mul(w, v128.load(c)));
    sumD = f32x4.add(sumD, f32x4.mul(w, v128.load(d)));
  }
  return sumLanesOfFour(sumA, sumB, sumC, sumD);
}

/** Bias, ReLU and the scale of kept units; zero for every picture that is not listed. */
function activate(d: Dense, unit: u32, pictures: u32, training: u32): void {
  const outputs = activation(d.outputStrips, d.outputStripBytes, d.batch, unit);
  const list = d.pictures + ((unit * d.slots) << 2);
  const sums = d.sums + ((unit * d.slots) << 2);
  const bias = load<f32>(d.bias + (unit << 2));
  const scale: f32 = training ? d.keptScale : 1;
  for (let picture: u32 = 0; picture < pictures; picture++) {
    store<f32>(outputs + picture * d.outputStripBytes, 0);
  }
  const count = load<u32>(d.counts + (unit << 2));
  for (let slot: u32 = 0; slot < count; slot++) {
    const sum = load<f32>(sums + (slot << 2)) + bias;
    const value = d.hidden ? max<f32>(sum, 0) * scale : sum;
    store<f32>(outputs + load<u32>(list + (slot << 2)) * d.outputStripBytes, value);
  }
}
