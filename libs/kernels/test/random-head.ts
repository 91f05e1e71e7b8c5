import { createRandom, type Random } from '@gender/core';
import {
  createSharedHead,
  listParameters,
  writeParameter,
  type HeadSpec,
  type Parameter,
  type SharedHead,
  type TrainingBatch,
} from '../src/index.js';
import { ReferenceHead, type ReferenceParameter } from './reference-head.js';

export const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Random weights of sensible size, the same in a shared head and in the reference. */
export function randomHead(
  spec: HeadSpec,
  threads = 1,
  seed = 7,
): { head: SharedHead; reference: ReferenceHead } {
  const random = createRandom(seed).fork('weights');
  const head = createSharedHead(spec, threads);
  const reference = new ReferenceHead(spec);
  reference.gamma.value.fill(1);
  for (const name of listParameters(head)) {
    const values = valuesFor(random, name, referenceParameter(reference, name).value.length, spec);
    writeParameter(head, name, values);
    referenceParameter(reference, name).value.set(values);
  }
  return { head, reference };
}

/** A batch of features that are zero half of the time, as those behind a ReLU are. */
export function randomBatch(spec: HeadSpec, pictures: number, seed: number): TrainingBatch {
  const random = createRandom(seed).fork('batch');
  return {
    features: fill(pictures * spec.positions * spec.channels, () => Math.max(0, random.normal())),
    labels: Uint32Array.from({ length: pictures }, () => random.integer(spec.units.at(-1)!)),
    masks: spec.dropout.map((rate, layer) =>
      rate === 0
        ? undefined
        : Uint8Array.from({ length: pictures * spec.units[layer]! }, () =>
            Number(random.next() >= rate),
          ),
    ),
  };
}

/** The array of the reference that a parameter of a head corresponds to. */
export function referenceParameter(head: ReferenceHead, name: Parameter): ReferenceParameter {
  return 'layer' in name ? head.layers[name.layer]![name.kind] : head[name.kind];
}

function valuesFor(random: Random, name: Parameter, length: number, spec: HeadSpec): Float32Array {
  if (name.kind === 'kernel') {
    const inputs = length / spec.units[name.layer]!;
    return fill(length, () => random.normal() / Math.sqrt(inputs));
  }
  const centre = name.kind === 'gamma' ? 1 : 0;
  return fill(length, () => centre + 0.1 * random.normal());
}

function fill(length: number, draw: () => number): Float32Array {
  return Float32Array.from({ length }, draw);
}
