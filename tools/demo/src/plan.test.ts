import { describe, expect, it } from 'vitest';
import { planDataset } from './plan.js';

const plan = planDataset({ seed: 100, people: 240, picturesPerPerson: 5 });

describe('planDataset', () => {
  it('names files as the download does, the person first and the age and class last', () => {
    for (const { file, person, picture, label, age } of plan) {
      const found =
        /^combined\/(aligned|valid)\/\d{3}_(\d\d)_([FM])\/person(\d{4})_(\d+)\.jpg$/.exec(file);
      expect(found?.slice(2)).toEqual([
        String(age).padStart(2, '0'),
        label,
        String(person).padStart(4, '0'),
        String(picture),
      ]);
    }
    expect(new Set(plan.map(({ file }) => file)).size).toBe(1200);
  });

  it('draws both classes equally often and ages from 1 to 80', () => {
    expect(plan.filter(({ label }) => label === 'F')).toHaveLength(600);
    const ages = plan.map(({ age }) => age);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...ages)).toBeLessThanOrEqual(80);
    expect(ages.filter((age) => age < 20).length).toBeGreaterThan(60);
    expect(ages.filter((age) => age > 60).length).toBeGreaterThan(60);
  });

  it('keeps a person in one class, one tree and within five years', () => {
    for (let person = 1; person <= 240; person += 1) {
      const own = plan.filter((picture) => picture.person === person);
      const ages = own.map(({ age }) => age);
      expect(own).toHaveLength(5);
      expect(new Set(own.map(({ label, file }) => label + file.split('/')[1])).size).toBe(1);
      expect(Math.max(...ages) - Math.min(...ages)).toBeLessThan(5);
    }
  });

  it('puts about one person in six under valid', () => {
    const valid = new Set(plan.filter(({ file }) => file.includes('/valid/')).map((p) => p.person));
    expect(valid.size).toBeGreaterThan(20);
    expect(valid.size).toBeLessThan(65);
  });

  it('depends on the seed alone', () => {
    const again = (seed: number): unknown => planDataset({ seed, people: 8, picturesPerPerson: 2 });
    expect(again(3)).toEqual(again(3));
    expect(again(3)).not.toEqual(again(4));
  });
});
