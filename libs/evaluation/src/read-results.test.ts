import { truncate, writeFile } from 'node:fs/promises';
import { temporaryFolder } from '@gender/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EvaluationError } from './evaluation-error.js';
import { parseResults, readResults } from './read-results.js';

const inFolder = temporaryFolder();
const header = 'File_name,GT,Pred,Female_prob,Male_prob';
const row = 'Female/1_Age05.jpg,0,1,0.25,0.75';

describe('parseResults', () => {
  test.each([
    ['CRLF', `${header}\r\n${row}\r\n`],
    ['LF', `${header}\n${row}\n`],
    ['no last line end', `${header}\n${row}`],
    ['both kinds of line ends', `${header}\r\n${row}\n`],
    ['blank lines', `${header}\n\n${row}\n\n`],
    [
      'spaces',
      ` File_name , GT,Pred ,Female_prob,\tMale_prob\n Female/1_Age05.jpg ,0 , 1, 0.25 ,0.75`,
    ],
    ['other notations', `${header}\nFemale/1_Age05.jpg,0.0,1.0E+00,2.5E-01,+.75`],
    ['row numbers', `,${header}\n0,${row}\n`],
    ['row numbers of pandas', `Unnamed: 0,${header}\n0,${row}\n`],
    ['a byte order mark', `\ufeff${header}\r\n${row}\r\n`],
  ])('reads a file with %s', (_, text) => {
    expect(parseResults(text, 'a.csv')).toEqual({
      classes: ['Female', 'Male'],
      rows: [{ file: 'Female/1_Age05.jpg', label: 0, predicted: 1, probabilities: [0.25, 0.75] }],
    });
  });

  test.each([
    ['an empty file', '', 'an empty file'],
    ['another header', 'name,age\na,1', 'found name,age'],
    ['one class', 'File_name,GT,Pred,A_prob\n', 'expected the header'],
    ['one class twice', 'File_name,GT,Pred,A_prob,A_prob\n', 'expected the header'],
    ['a nameless class', 'File_name,GT,Pred,A_prob,_prob\n', 'expected the header'],
    ['a short row', `${header}\n${row}\na,0,1,0.5`, 'a.csv line 3: expected 5 columns, found 4'],
    [
      'a class name as GT',
      `${header}\na,Male,1,0.5,0.5`,
      'line 2: expected a class index 0 … 1 in column GT, found "Male"',
    ],
    ['a class that is not there', `${header}\na,0,2,0.5,0.5`, 'in column Pred, found "2"'],
    ['half a class', `${header}\na,0.5,1,0.5,0.5`, 'in column GT, found "0.5"'],
    [
      'a class that its folder contradicts',
      `${header}\n${row}\nFemale/2.jpg,1,0,0.5,0.5`,
      'line 3: expected class 0 in column GT for a file in Female, found 1',
    ],
    [
      'classes exchanged in the header',
      `File_name,GT,Pred,Male_prob,Female_prob\n${row}`,
      'line 2',
    ],
    ['an empty index', `${header}\na,,1,0.5,0.5`, 'in column GT, found ""'],
    ['NaN', `${header}\na,0,1,nan,0.5`, 'expected a probability 0 … 1, found "nan"'],
    ['a probability above one', `${header}\na,0,1,1.5,0`, 'found "1.5"'],
    ['a negative probability', `${header}\na,0,1,-0.5,1`, 'found "-0.5"'],
    ['probabilities that sum to more', `${header}\na,0,1,0.9,0.9`, 'sum to 1, found 1.8'],
    ['probabilities that sum to less', `${header}\na,0,1,0.2,0.3`, 'line 2: expected prob'],
    ['no file name', `${header}\n,0,1,0.5,0.5`, 'expected a file name'],
    ['an open quote', `${header}\n"a,0,1,0.5,0.5`, 'a.csv is not a CSV file'],
  ])('refuses %s, saying where', (_, text, words) => {
    expect(() => parseResults(text, 'a.csv')).toThrowError(
      expect.objectContaining({
        name: 'EvaluationError',
        code: 'RESULTS_FORMAT',
        message: expect.stringContaining(words) as string,
      }),
    );
  });

  test('takes a file in no folder for one of no class, whatever it is called', () => {
    const text = `File_name,GT,Pred,a_prob,b_prob\na,1,1,0.5,0.5\n`;
    expect(parseResults(text, 'a.csv').rows.map(({ file }) => file)).toEqual(['a']);
  });

  test('refuses a header without rows', () => {
    expect(() => parseResults(`${header}\r\n`, 'a.csv')).toThrowError(
      expect.objectContaining({ code: 'RESULTS_EMPTY' }),
    );
  });

  test('never ends in anything but results or its own error', () => {
    const text = fc.string({ unit: fc.constantFrom(...'a,"\r\n\0 01.5\ufeff') });
    fc.assert(
      fc.property(text, (tail) => {
        try {
          expect(parseResults(`${header}\n${tail}`, 'a.csv').classes).toEqual(['Female', 'Male']);
        } catch (error) {
          expect(error).toBeInstanceOf(EvaluationError);
        }
      }),
    );
  });
});

describe('readResults', () => {
  test('names a file that does not exist', async () => {
    await expect(readResults('/nowhere/a.csv')).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('/nowhere/a.csv') as string,
    });
  });

  test('refuses a file that is far too large, unread', async () => {
    const path = inFolder('vgg_face.mat');
    await writeFile(path, '');
    await truncate(path, 300 * 2 ** 20);
    await expect(readResults(path)).rejects.toMatchObject({ code: 'RESULTS_FORMAT' });
  });
});
