import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Histogram } from './histogram.js';
import { decodeRecords, encodeRecord } from './record.js';

/** What is known at one step of a training. */
export interface Summary {
  /** Which step, from 0. */
  readonly step: number;
  /** When, in seconds since 1970. */
  readonly wallTime: number;
  /** Figures by tag, such as `accuracy/validation`; kept as float32. */
  readonly scalars?: Readonly<Record<string, number>> | undefined;
  readonly histograms?: Readonly<Record<string, Histogram>> | undefined;
}

/** The first record of an event file, without which TensorBoard takes it for another version. */
export function encodeFileVersion(wallTime: number): Uint8Array<ArrayBuffer> {
  const event = new BinaryWriter().tag(1, WireType.Bit64).double(wallTime);
  return encodeRecord(event.tag(3, WireType.LengthDelimited).string('brain.Event:2').finish());
}

/** A step as a record of an event file (`Event` of tensorflow/core/util/event.proto). */
export function encodeSummary(summary: Summary): Uint8Array<ArrayBuffer> {
  const { step, wallTime, scalars = {}, histograms = {} } = summary;
  const event = new BinaryWriter().tag(1, WireType.Bit64).double(wallTime);
  event.tag(2, WireType.Varint).int64(step).tag(5, WireType.LengthDelimited).fork();
  for (const [tag, value] of Object.entries(scalars)) {
    event.tag(1, WireType.LengthDelimited).fork();
    event.tag(1, WireType.LengthDelimited).string(tag);
    event.tag(2, WireType.Bit32).float(value).join();
  }
  for (const [tag, histogram] of Object.entries(histograms)) {
    event.tag(1, WireType.LengthDelimited).fork();
    event.tag(1, WireType.LengthDelimited).string(tag);
    event.tag(5, WireType.LengthDelimited).fork();
    writeHistogram(event, histogram);
    event.join().join();
  }
  return encodeRecord(event.join().finish());
}

/** The fields of `HistogramProto` (tensorflow/core/framework/summary.proto). */
function writeHistogram(writer: BinaryWriter, histogram: Histogram): void {
  const { min, max, count, sum, sumOfSquares, limits, counts } = histogram;
  for (const [index, value] of [min, max, count, sum, sumOfSquares].entries()) {
    writer.tag(index + 1, WireType.Bit64).double(value);
  }
  for (const [field, values] of [
    [6, limits],
    [7, counts],
  ] as const) {
    writer.tag(field, WireType.LengthDelimited).fork();
    for (const value of values) writer.double(value);
    writer.join();
  }
}

/**
 * How many bytes of an event file hold whole records of steps up to `last`: what a training that goes on after that step
 * keeps of it.
 */
export function bytesUpTo(file: Uint8Array, last: number): number {
  let kept = 0;
  for (const { data, end } of decodeRecords(file)) {
    if (stepOf(data) > last) break;
    kept = end;
  }
  return kept;
}

function stepOf(event: Uint8Array): number {
  const reader = new BinaryReader(event);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 2) return Number(reader.int64());
    reader.skip(type);
  }
  return 0;
}
