import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { listRuns } from '../src/runs/list-runs.js';
import { readRunRecord } from '../src/runs/run-record.js';
import {
  trainClassifier,
  type TrainClassifierOptions,
  type TrainedClassifier,
} from '../src/train-classifier.js';
import { colourTraining } from './colour-training.js';

const inFolder = temporaryFolder();
let options: TrainClassifierOptions;

beforeEach(async () => {
  options = { ...(await colourTraining(inFolder, 4)), epochs: 2, hiddenUnits: [8], seed: 3 };
});

/** The fields of a message by their numbers: numbers, or the bytes of what has a length. */
function fieldsOf(message: Uint8Array): [field: number, value: number | Uint8Array][] {
  const reader = new BinaryReader(message);
  const fields: [number, number | Uint8Array][] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === WireType.Varint) fields.push([field, Number(reader.int64())]);
    else if (type === WireType.Bit64) fields.push([field, reader.double()]);
    else if (type === WireType.Bit32) fields.push([field, reader.float()]);
    else fields.push([field, reader.bytes()]);
  }
  return fields;
}

/** The steps of an event file, each with its scalars by tag, by the layout that tensorflow/core/lib/io/record_writer.h gives. */
function scalarsOf(file: Buffer): Map<number, Record<string, number>> {
  const steps = new Map<number, Record<string, number>>();
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    const event = new Map(fieldsOf(file.subarray(at + 12, at + 12 + length)));
    at += 12 + length + 4;
    const summary = event.get(5);
    if (!(summary instanceof Uint8Array)) continue;
    const scalars: Record<string, number> = {};
    for (const [, value] of fieldsOf(summary)) {
      const entry = new Map(fieldsOf(value as Uint8Array));
      const number = entry.get(2);
      const tag = new TextDecoder().decode(entry.get(1) as Uint8Array);
      if (typeof number === 'number') scalars[tag] = number;
    }
    steps.set(event.get(2) as number, scalars);
  }
  return steps;
}

describe('the folder of a run', () => {
  it('says what was trained, from what, and how it came out, a step for each epoch to TensorBoard as well', async () => {
    const split = JSON.stringify({
      ...{ format: 1, dataset: 'Colours', seed: 0, method: 'original', fraction: 1 },
      ...{ ratios: { train: 0.6, validation: 0.2, test: 0.2 }, classes: ['Female', 'Male'] },
      files: [],
    });
    writeFileSync(inFolder('data', 'Colours', 'split.json'), split);
    const trained = await trainClassifier(options);
    expect(trained.run).toBe(inFolder('models', 'Colours_Run'));
    const record = await readRunRecord(join(trained.run!, 'run.json'));
    expect(record).toMatchObject({
      ...{ name: 'Colours', dataset: 'Colours', model: 'Colours_Transfer_Model.h5', seed: 3 },
      split: createHash('sha256').update(split).digest('hex'),
      config: { epochs: 2, hiddenUnits: [8], dropout: 0.5 },
      features: { backbone: options.backbone, preprocessing: 'network' },
      rows: { preprocessing: { mode: 'network', resampling: 'nearest', exif: 'apply' } },
      images: { train: 8, validation: 8 },
      ...{ epochs: trained.epochs, bestEpoch: trained.bestEpoch },
    });
    expect(record.temperature).toBe(trained.temperature);
    // What the weights of the best epoch say is what that epoch was chosen by.
    const best = trained.epochs[trained.bestEpoch - 1]!;
    expect(record.validation.accuracy.value).toBe(best.valAccuracy);
    const [female, male] = record.validation.confusion.matrix as [number[], number[]];
    expect(female[0]! + female[1]!).toBe(4);
    expect(male[0]! + male[1]!).toBe(4);
    expect((female[0]! + male[1]!) / 8).toBe(best.valAccuracy);

    const steps = scalarsOf(readFileSync(join(trained.run!, 'events.out.tfevents.Colours')));
    expect([...steps.keys()]).toEqual([1, 2]);
    for (const { epoch, loss, accuracy, valLoss, valAccuracy } of trained.epochs) {
      // An event holds 32-bit floats.
      expect(steps.get(epoch)).toEqual({
        'loss/train': Math.fround(loss),
        'loss/validation': Math.fround(valLoss),
        'accuracy/train': Math.fround(accuracy),
        'accuracy/validation': Math.fround(valAccuracy),
      });
    }
  });

  it('has the learning curves as they are drawn, and no drawing where nobody draws', async () => {
    const drawCurves = ({ epochs, bestEpoch }: Pick<TrainedClassifier, 'epochs' | 'bestEpoch'>) =>
      Promise.resolve(`${epochs.length} epochs, best ${bestEpoch}`);
    const { run, bestEpoch } = await trainClassifier({ ...options, seed: 5, drawCurves });
    const drawing = join(run!, 'learning-curves.svg');
    expect(readFileSync(drawing, 'utf8')).toBe(`2 epochs, best ${bestEpoch}`);
    const { kept } = await trainClassifier({ ...options, seed: 6 });
    expect(existsSync(drawing)).toBe(false);
    expect(existsSync(join(kept!, 'Colours_Run', 'learning-curves.svg'))).toBe(true);
  });

  it('goes with its model when another training takes the name, and comes back with it', async () => {
    const first = await trainClassifier(options);
    const { kept } = await trainClassifier({ ...options, seed: 4 });
    const found = async (): Promise<(number | string | undefined)[][]> =>
      (await listRuns(options.models)).map(({ seed, kept: place }) => [seed, place]);
    expect(await found()).toEqual([
      [4, undefined],
      [3, kept],
    ]);
    const again = await trainClassifier(options);
    expect(again).toMatchObject({ upToDate: true, run: first.run, epochs: first.epochs });
    expect(await found()).toEqual([
      [3, undefined],
      [4, again.kept],
    ]);
  });
});
