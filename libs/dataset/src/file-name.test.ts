import { describe, expect, it } from 'vitest';
import { ageFromName, parseAge } from './age.js';
import { numberedName, personFromName } from './file-name.js';

describe('personFromName', () => {
  it.each([
    ['combined/aligned/001_25_F/landmark_aligned_face.1402.10487729163_o.jpg', 'adience 1402'],
    ['person0123_2.jpg', 'person0123'],
    ['1_0_0_20170110205339425.jpg.jpg', undefined],
    ['person_2.jpg', undefined],
    ['landmark_aligned_face.jpg', undefined],
  ])('reads from %s the person %s', (path, person) => {
    expect(personFromName(path)).toBe(person);
  });

  it('gives two pictures of one Adience id the same person', () => {
    const person = personFromName('landmark_aligned_face.7.1_o.jpg');
    expect(personFromName('x/landmark_aligned_face.7.2_o.jpg')).toBe(person);
  });
});

describe('numberedName', () => {
  it.each([
    [1, 31, '.jpg', '1_Age31.jpg'],
    [20, 3, '.jpg', '20_Age03.jpg'],
    [5, undefined, '.PNG', '5.PNG'],
    [5, 101, '.jpeg', '5_Age101.jpeg'],
  ])('names picture %s of age %s, ending %s, %s', (number, age, ending, name) => {
    expect(numberedName(number, age, ending)).toBe(name);
    expect(ageFromName(name)).toBe(age);
  });
});

describe('parseAge', () => {
  it.each([
    ['31', 31],
    ['4.0', 4],
    ['31.5', 31],
    ['0', 0],
    ['(25, 32)', undefined],
    ['nan', undefined],
    ['', undefined],
    ['-1', undefined],
    ['999', undefined],
    [undefined, undefined],
  ])('takes %j as %s', (text, age) => {
    expect(parseAge(text)).toBe(age);
  });
});
