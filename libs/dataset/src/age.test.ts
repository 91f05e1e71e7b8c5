import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageBand, ageFromName, compareAgeBands, parseAge, parseKnownAge } from './age.js';

describe('parseAge', () => {
  it.each([
    ['31', 31],
    ['0', 0],
    ['031', 31],
    ['31.0', 31],
    ['31.9', 31],
    ['130', 130],
  ])('takes completed years from %j', (text, age) => {
    expect(parseAge(text)).toBe(age);
  });

  it.each([
    undefined,
    '',
    'nan',
    'None',
    '-1',
    '131',
    '999',
    '1e2',
    '(25, 32)',
    '25-32',
    '31 years',
  ])('takes no age from %j', (text) => {
    expect(parseAge(text)).toBeUndefined();
  });
});

describe('ageFromName', () => {
  it.each([
    ['train/Female/1_Age31.jpg', 31],
    ['12_Age03.png', 3],
    ['7_Age101.jpeg', 101],
    ['7_Age44.JPG', 44],
  ])('reads the age of %s', (path, age) => {
    expect(ageFromName(path)).toBe(age);
  });

  it.each([
    '1.jpg',
    'Age31/1.jpg',
    '1_Age.jpg',
    '1_Age31_copy.jpg',
    '1_Age1234.jpg',
    '1_age31.jpg',
  ])('finds none in %s', (path) => {
    expect(ageFromName(path)).toBeUndefined();
  });
});

describe('parseKnownAge', () => {
  it.each([
    ['35', { age: 35 }],
    ['(25, 32)', { ageRange: '25-32' }],
    ['(60, 100)', { ageRange: '60-100' }],
    ['0-2', { ageRange: '0-2' }],
    ['[4 to 6]', { ageRange: '4-6' }],
    ['more than 70', { ageRange: '70+' }],
    ['70+', { ageRange: '70+' }],
    ['None', {}],
    ['(32, 25)', {}],
    ['20-200', {}],
    ['', {}],
    [undefined, {}],
  ])('reads %j', (text, known) => {
    expect(parseKnownAge(text)).toEqual(known);
  });
});

it('bands are ten years or what is known, and sort by their start', () => {
  const bands = [{ age: 101 }, { age: 9 }, { ageRange: '8-12' }, { ageRange: '70+' }].map(ageBand);
  expect(bands).toEqual(['100-109', '0-9', '8-12', '70+']);
  expect(ageBand({})).toBeUndefined();
  expect([1, 31, 100].map((age) => ageBand({ age }))).toEqual(['0-9', '30-39', '100-109']);
  const mixed = ['unknown', '100-109', '70+', '8-12', '0-9'];
  expect(mixed.sort(compareAgeBands)).toEqual(['0-9', '8-12', '70+', '100-109', 'unknown']);
});

describe('an interval of ages', () => {
  const ends = fc.tuple(fc.nat(199), fc.nat(199));

  it('is the same in whatever way it is written, and nothing where it is empty or past 130', () => {
    fc.assert(
      fc.property(ends, ([low, high]) => {
        const known = low <= high && high <= 130 ? { ageRange: `${low}-${high}` } : {};
        const written = [`(${low}, ${high})`, `[${low},${high}]`, `${low} to ${high}`];
        for (const text of [...written, `${low}-${high}`, `${low}–${high}`]) {
          expect(parseKnownAge(text)).toEqual(known);
        }
      }),
    );
  });

  it('is read again as it was named', () => {
    fc.assert(
      fc.property(fc.nat(130), (age) => {
        const band = ageBand({ age })!;
        const [low, high] = band.split('-').map(Number);
        expect([low! % 10, high! - low!]).toEqual([0, 9]);
        expect(low! <= age && age <= high!).toBe(true);
        expect(parseKnownAge(`${age}+`)).toEqual(parseKnownAge(`more than ${age}`));
        if (high! <= 130) expect(parseKnownAge(band)).toEqual({ ageRange: band });
      }),
    );
  });
});
