import { createRandom, required, type ProgressReporter } from '@gender/core';
import { describe, expect, it } from 'vitest';
import type { LabelledImage } from '../labelled-image.js';
import { groupVectors, unit } from './average-linkage.js';
import {
  checkPersons,
  clusterPersons,
  knowPersons,
  type FaceDescriber,
  type PersonRule,
} from './cluster-persons.js';

const flat = (degrees: number): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

describe('groups of vectors', () => {
  it('are joined while the mean cosine of two of them reaches the threshold', async () => {
    // cos 10° = 0.985, cos 20° = 0.940, cos 30° = 0.866: the mean of the last two is 0.903
    const vectors = [0, 10, 30, 90].map(flat);
    const grouped = async (threshold: number) => groupVectors(vectors, threshold);
    expect((await grouped(0.99)).firsts).toEqual([0, 1, 2, 3]);
    expect((await grouped(0.91)).firsts).toEqual([0, 0, 2, 3]);
    const { firsts, closeness } = await grouped(0.9);
    expect(firsts).toEqual([0, 0, 0, 3]);
    expect([...closeness]).toEqual([[0, expect.closeTo((0.9397 + 0.866) / 2, 4)]]);
  });

  it('are what a plain computation of all means gives, in any order', async () => {
    const random = createRandom(5);
    const vectors = Array.from({ length: 40 }, () =>
      unit(Float32Array.from({ length: 3 }, () => random.next() - 0.5)),
    );
    const naive = joinNaively(vectors, 0.9);
    const { firsts } = await groupVectors(vectors, 0.9);
    expect(firsts).toEqual(naive);
    expect(new Set(firsts).size).toBeLessThan(30);
  });
});

/** Average linkage by its definition. */
function joinNaively(vectors: readonly Float32Array[], threshold: number): number[] {
  const groups = vectors.map((_, index) => [index]);
  const mean = (one: readonly number[], other: readonly number[]): number => {
    const cosines = one.flatMap((a) =>
      other.map((b) => vectors[a]!.reduce((sum, value, i) => sum + value * vectors[b]![i]!, 0)),
    );
    return cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
  };
  for (;;) {
    let best = { a: 0, b: 0, mean: -Infinity };
    for (const [a, one] of groups.entries()) {
      for (const [b, other] of groups.slice(0, a).entries()) {
        const found = mean(one, other);
        if (found > best.mean) best = { a, b, mean: found };
      }
    }
    if (best.mean < threshold) break;
    groups[best.b]!.push(...groups[best.a]!);
    groups.splice(best.a, 1);
  }
  return vectors.map((_, index) =>
    Math.min(
      ...required(
        groups.find((group) => group.includes(index)),
        'the group',
      ),
    ),
  );
}

describe('pictures of unknown people', () => {
  const images: LabelledImage[] = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
    path: `${name}.jpg`,
    label: 'Female',
    ...(name === 'c' && { person: 'Carol' }),
  }));
  const angles: Record<string, number> = { 'a.jpg': 0, 'b.jpg': 90, 'c.jpg': 1, 'd.jpg': 91 };
  const describer: FaceDescriber = {
    ...{ network: 'faces', threshold: 0.9 },
    describe: (picture) => {
      const angle = angles[String(picture)];
      return Promise.resolve(angle === undefined ? undefined : flat(angle).map((x) => 3 * x));
    },
  };

  it('are grouped by their faces; whom somebody knows, or who has no face, stays', async () => {
    const { images: named, clustering } = await clusterPersons(images, describer);
    expect(named.map(({ person }) => person)).toEqual([
      ...[undefined, 'cluster 1', 'Carol', 'cluster 1', undefined],
    ]);
    expect(clustering).toEqual({
      ...{ network: 'faces', threshold: 0.9, groups: 1, pictures: 2 },
      ...{ doubtful: 0, alone: 1, faceless: 1 },
    });
    const close = { ...describer, threshold: 0.9997 };
    expect((await clusterPersons(images, close)).clustering.doubtful).toBe(1);
  });

  it('are never called as somebody who is known, such as by an earlier clustering', async () => {
    const earlier = { path: 'z.jpg', label: 'Male', person: 'cluster 1' };
    const { images: named, clustering } = await clusterPersons([...images, earlier], describer);
    expect(named.map(({ person }) => person)).toEqual([
      ...[undefined, 'cluster 2', 'Carol', 'cluster 2', undefined, 'cluster 1'],
    ]);
    expect(clustering.groups).toBe(1);
  });

  it('are described one by one, until it is told to end', async () => {
    const stop = new AbortController();
    let described = 0;
    const stopping: FaceDescriber = {
      ...describer,
      describe: (...picture) => {
        described += 1;
        stop.abort(new Error('Ctrl-C'));
        return describer.describe(...picture);
      },
    };
    const many = Array.from({ length: 200 }, (_, n) => ({ path: `${n}.jpg`, label: 'Male' }));
    const clustering = clusterPersons(many, stopping, { signal: stop.signal });
    await expect(clustering).rejects.toThrow('Ctrl-C');
    expect(described).toBeLessThan(100);
  });

  it.each(['comparing faces', 'grouping faces'])(
    'are not looked for any further: %s',
    async (at) => {
      const stop = new AbortController();
      const progress: ProgressReporter = {
        start: ({ label }) => ({
          advance: () => {
            if (label === at) stop.abort(new Error('Ctrl-C'));
          },
          stop: () => undefined,
        }),
      };
      const clustering = clusterPersons(images, describer, { signal: stop.signal, progress });
      await expect(clustering).rejects.toThrow('Ctrl-C');
    },
  );

  it('are as the rule says: as they are known, as they must be, or by faces', async () => {
    const knowing = async (some: readonly LabelledImage[], rule: PersonRule) =>
      (await knowPersons(some, rule, {})).images.map(({ person }) => person);
    const [unknown, carol] = [images.slice(0, 2), images.slice(2)];
    expect(await knowing(unknown, 'auto')).toEqual([undefined, undefined]);
    expect(await knowing(carol, 'column')).toEqual(['Carol', undefined, undefined]);
    expect(await knowing([...images].reverse(), describer)).toEqual([
      ...[undefined, 'cluster 1', 'Carol', 'cluster 1', undefined],
    ]);
  });

  it.each([
    ['column', images.slice(0, 2), 'the collection says of no picture who is shown'],
    [describer, images.slice(2, 3), 'it is known of every picture who is shown'],
  ] as const)('are as no rule can say: %j', (rule, some, words) => {
    const check = (): void => checkPersons(some, rule);
    expect(check).toThrow(words);
    expect(check).toThrow(expect.objectContaining({ code: 'DATASET_OPTIONS' }));
    expect(() => checkPersons(images, rule)).not.toThrow();
  });

  it('are not told apart where a name is that of one of several faces of a photo', async () => {
    const faces = ['a', 'c', 'c'].map((name) => ({ path: `${name}.jpg`, label: 'Female' }));
    const named = faces.map((face) =>
      face.path === 'c.jpg' ? { ...face, person: 'Carol' } : face,
    );
    await expect(clusterPersons(named, describer)).rejects.toMatchObject({
      code: 'DATASET_OPTIONS',
      message: expect.stringMatching(/^c\.jpg has several faces.*that of Carol/) as string,
    });
  });
});
