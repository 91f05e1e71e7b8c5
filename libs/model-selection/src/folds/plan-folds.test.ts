import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CollectionPicture } from '../collection.js';
import { countStraddling, planFolds } from './plan-folds.js';

/** Pictures of both classes, four of each of `persons` persons. */
function pictures(persons: number, foldOf?: (person: number) => string): CollectionPicture[] {
  return Array.from({ length: persons * 4 }, (_, index) => {
    const person = index % persons;
    return {
      path: `train/${index}.jpg`,
      label: person % 2 === 0 ? 'Female' : 'Male',
      person: `p${person}`,
      fold: foldOf?.(person),
    };
  });
}

describe('folds', () => {
  test('predict every picture once, and train, validate and test on different persons', () => {
    const sizes = fc.record({ persons: fc.integer({ min: 20, max: 40 }), seed: fc.nat() });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 2, max: 5 }), ({ persons, seed }, folds) => {
        const all = pictures(persons);
        const plan = planFolds(all, { folds, seed });
        expect(plan.folds.map(({ name }) => name)).toEqual(
          Array.from({ length: folds }, (_, index) => `${index + 1}`),
        );
        const rows = [...all.keys()];
        expect(plan.folds.flatMap(({ test: own }) => own).sort((a, b) => a - b)).toEqual(rows);
        for (const fold of plan.folds) {
          const parts = [fold.train, fold.validation, fold.test];
          expect(parts.flat().sort((a, b) => a - b)).toEqual(rows);
          const persons = parts.map((part) => new Set(part.map((row) => all[row]!.person)));
          expect(new Set(persons.flatMap((each) => [...each])).size).toBe(
            persons.reduce((sum, each) => sum + each.size, 0),
          );
          for (const part of parts) {
            expect(new Set(part.map((row) => all[row]!.label)).size).toBe(2);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test('are those of the collection itself where it has some and no number is wanted', () => {
    const all = pictures(36, (person) => ['0', '1', '10'][Math.floor(person / 2) % 3]!);
    const plan = planFolds(all, { seed: 0 });
    expect(plan.given).toBe(true);
    expect(plan.folds.map(({ name }) => name)).toEqual(['0', '1', '10']);
    for (const { name, test: rows } of plan.folds) {
      expect(new Set(rows.map((row) => all[row]!.fold))).toEqual(new Set([name]));
    }
    expect(planFolds(all, { folds: 3, seed: 0 }).given).toBe(false);
  });

  test('are made where only some pictures have one', () => {
    const all = pictures(20, (person) => `${person % 4}`);
    const partly = all.map((each, row) => (row === 3 ? { ...each, fold: undefined } : each));
    const plan = planFolds(partly, { seed: 0 });
    expect([plan.given, plan.folds.length]).toEqual([false, 5]);
  });

  test('of the collection itself may put a person, or copies of a picture, in two: such pictures are counted', () => {
    const counted = (all: CollectionPicture[]): number[] => {
      const { folds } = planFolds(all, { seed: 0 });
      return [countStraddling(all, folds, 'person'), countStraddling(all, folds, 'copyOf')];
    };
    const all = pictures(40, (person) => `${Math.floor(person / 2) % 4}`);
    expect(counted(all)).toEqual([0, 0]);
    // One of the four pictures of a person is in another fold than the others.
    expect(counted(all.map((each, row) => (row === 0 ? { ...each, fold: '1' } : each)))).toEqual([4, 0]); // prettier-ignore
    // Of persons in the folds 0, 0 and 1: two pictures are copies of one in another fold, which is one of theirs.
    const copied = all.map((each, row) => ([0, 1, 2].includes(row) ? { ...each, copyOf: 'a.jpg' } : each)); // prettier-ignore
    expect(counted(copied)).toEqual([0, 3]);
    expect(counted(copied.map(({ person: _, ...each }) => each))).toEqual([0, 3]);
  });
});
