import { createRandom } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONTRAST } from '../draw-dataset.js';
import { drawPerson, type Label, type Person } from './person.js';

const draw = (label: Label, age: number, count = 400): Person[] =>
  Array.from({ length: count }, (_, index) =>
    drawPerson(createRandom(100).fork(`${label} ${index}`), {
      label,
      age,
      contrast: DEFAULT_CONTRAST,
    }),
  );
const women = draw('F', 35);
const men = draw('M', 35);

const traits: Record<string, (person: Person) => number> = {
  jaw: (person) => -person.outline.jaw,
  brows: (person) => -person.brows.thickness,
  lashes: (person) => person.eyes.lashes,
  lips: (person) => person.mouth.lower,
  hair: (person) => person.hair.length,
};

describe('drawPerson', () => {
  it.each(Object.keys(traits))('shifts the %s between the classes, which overlap', (name) => {
    const [female, male] = [women.map(traits[name]!), men.map(traits[name]!)];
    expect(separation(female, male)).toBeGreaterThan(0.4);
    expect(Math.min(...female)).toBeLessThan(Math.max(...male));
  });

  it('shifts children less than adults', () => {
    const shift = (age: number): number =>
      separation(draw('F', age).map(traits.jaw!), draw('M', age).map(traits.jaw!));
    expect(shift(5)).toBeLessThan(shift(40));
  });

  it('draws skin and eye colours alike for both classes', () => {
    const skin = (person: Person): number => person.complexion.skin[1];
    expect(Math.abs(separation(women.map(skin), men.map(skin)))).toBeLessThan(0.2);
  });

  it('lets beards grow on some men, and on no child', () => {
    const bearded = (people: Person[]): number =>
      people.filter(({ beard }) => beard.style !== 'none').length;
    expect(bearded(men)).toBeGreaterThan(100);
    expect(bearded(men)).toBeLessThan(300);
    expect(bearded(draw('M', 10))).toBe(0);
  });

  it('leaves a person recognisable some years later', () => {
    const at = (age: number): Person =>
      drawPerson(createRandom(5), { label: 'F', age, contrast: DEFAULT_CONTRAST });
    for (const [age, later] of [
      [13, 17],
      [30, 33],
      [61, 65],
    ] as const) {
      const [before, after] = [at(age), at(later)];
      expect(after.eyes.iris).toEqual(before.eyes.iris);
      expect(after.complexion.skin).toEqual(before.complexion.skin);
      expect(after.hair.parting).toBe(before.hair.parting);
      expect(Math.abs(after.outline.jaw - before.outline.jaw)).toBeLessThan(0.04);
    }
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Cohen's d with the mean of both variances. */
function separation(a: readonly number[], b: readonly number[]): number {
  const variance = (values: readonly number[]): number =>
    mean(values.map((value) => (value - mean(values)) ** 2));
  return (mean(a) - mean(b)) / Math.sqrt((variance(a) + variance(b)) / 2);
}
