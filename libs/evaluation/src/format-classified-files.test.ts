import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { NO_FACE, type ClassifiedFiles } from './classify-files.js';
import { formatClassifiedFiles } from './format-classified-files.js';

const whole = { file: 'a.jpg', label: 'Male', probabilities: { Female: 0.25, Male: 0.75 } };
const classified: ClassifiedFiles = {
  ...{ classes: ['Female', 'Male'], looksForFaces: false, skipped: [] },
  pictures: [whole],
};

describe('the CSV text of classified pictures', () => {
  test('has a row for each, with six decimals, and quotes names that need it', () => {
    const odd = { ...whole, file: 'my, "best".jpg', probabilities: { Female: 1 / 3, Male: 2 / 3 } };
    expect(formatClassifiedFiles({ ...classified, pictures: [whole, odd] })).toBe(
      [
        'File_name,Pred,Female_prob,Male_prob',
        'a.jpg,Male,0.250000,0.750000',
        '"my, ""best"".jpg",Male,0.333333,0.666667',
        '',
      ].join('\n'),
    );
  });

  test('says where each face is, and that there is none', () => {
    const face = {
      ...whole,
      file: 'party.jpg',
      box: { left: 10.04, top: 0, width: 50.5, height: 60 },
    };
    const faceless = { file: 'wall.jpg', label: null, reason: NO_FACE } as const;
    const pictures = [face, { ...face, label: 'Female' }, faceless, whole];
    expect(formatClassifiedFiles({ ...classified, looksForFaces: true, pictures })).toBe(
      [
        'File_name,Pred,Female_prob,Male_prob,Left,Top,Width,Height',
        'party.jpg,Male,0.250000,0.750000,10.0,0.0,50.5,60.0',
        'party.jpg,Female,0.250000,0.750000,10.0,0.0,50.5,60.0',
        'wall.jpg,no face,,,,,,',
        'a.jpg,Male,0.250000,0.750000,,,,',
        '',
      ].join('\n'),
    );
  });

  test('has every probability under its class, whatever classes are called', () => {
    const name = fc.oneof(
      fc.nat({ max: 99 }).map(String),
      fc.string({ minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 6 }), (classes) => {
        const values = classes.map((_, index) => (index + 1) / 100);
        const probabilities = Object.fromEntries(classes.map((each, at) => [each, values[at]!]));
        const picture = { file: 'a.jpg', label: classes[0]!, probabilities };
        const text = formatClassifiedFiles({ ...classified, classes, pictures: [picture] });
        const [header, row] = parse(text) as [string[], string[]];
        expect(header.slice(2)).toEqual(classes.map((each) => `${each}_prob`));
        expect(row.slice(2).map(Number)).toEqual(values);
      }),
    );
  });
});
