import { describe, expect, it } from 'vitest';
import { ageFromName, parseAge } from './age.js';

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
