import { Normalization } from './records';
import { sumLanes } from './strips';

/** Lays the features of one picture out in strips, normalised and scaled where that is asked for. */
export function normalize(n: Normalization, picture: u32): void {
  for (let position: u32 = 0; position < n.positions; position++) {
    const row = n.features + (picture * n.positions + position) * n.channels * 4;
    if (n.active) normalizeRow(n, picture, position, row);
    else copyRow(n, picture, position, row);
  }
}

/** (x − mean) / √(variance + ε) over the channels of one position, then gamma and beta. */
function normalizeRow(n: Normalization, picture: u32, position: u32, row: usize): void {
  const wholeBytes = (n.channels & ~3) << 2;
  const rowBytes = n.channels << 2;
  const count = <f32>n.channels;

  let sums = f32x4.splat(0);
  for (let at: u32 = 0; at < wholeBytes; at += 16) sums = f32x4.add(sums, v128.load(row + at));
  if (wholeBytes < rowBytes) sums = f32x4.add(sums, loadTail(row + wholeBytes, n.channels));
  const mean = f32x4.splat(sumLanes(sums) / count);

  let squares = f32x4.splat(0);
  for (let at: u32 = 0; at < rowBytes; at += 16) {
    const difference = f32x4.sub(v128.load(row + at), mean);
    const square = f32x4.mul(difference, difference);
    squares = f32x4.add(squares, at < wholeBytes ? square : v128.and(square, lanesBelow(n.channels & 3)));
  }
  const scale = f32x4.splat(<f32>1 / sqrt<f32>(sumLanes(squares) / count + n.epsilon));

  for (let at: u32 = 0; at < rowBytes; at += 16) {
    let value = f32x4.mul(f32x4.sub(v128.load(row + at), mean), scale);
    if (at >= wholeBytes) value = v128.and(value, lanesBelow(n.channels & 3));
    const cell = cellOf(n, picture, position, at >> 4);
    const scaled = f32x4.add(f32x4.mul(value, v128.load(n.gamma + at)), v128.load(n.beta + at));
    v128.store(n.normalizedStrips + cell, value);
    v128.store(n.scaledStrips + cell, scaled);
  }
}

function copyRow(n: Normalization, picture: u32, position: u32, row: usize): void {
  const rowBytes = n.channels << 2;
  const wholeBytes = (n.channels & ~3) << 2;
  for (let at: u32 = 0; at < rowBytes; at += 16) {
    const value = at < wholeBytes ? v128.load(row + at) : loadTail(row + at, n.channels);
    v128.store(n.normalizedStrips + cellOf(n, picture, position, at >> 4), value);
  }
}

/** Where in the strips four channels of a picture's position lie; `group` counts by four channels. */
// @ts-ignore: decorator
@inline
function cellOf(n: Normalization, picture: u32, position: u32, group: u32): usize {
  const strip = (group / n.groups) * n.batch + picture;
  const vector = (group % n.groups) * n.positions + position;
  return (strip * n.groups * n.positions + vector) << 4;
}

/** The last `channels % 4` channels of a row, then zeros. */
function loadTail(address: usize, channels: u32): v128 {
  return v128.and(v128.load(address), lanesBelow(channels & 3));
}

/** All bits of the first `count` lanes. */
function lanesBelow(count: u32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}
