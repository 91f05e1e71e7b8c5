import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../dataset-error.js';
import { LeftOut } from '../left-out.js';
import type { ListedPicture } from './listed-pictures.js';
import { parseManifest } from './manifest-columns.js';

const read = (text: string, leftOut = new LeftOut()): ListedPicture[] =>
  parseManifest('faces.csv', text, leftOut);

describe('the columns of a manifest', () => {
  it.each(['file', 'path', 'filename', 'File Name', 'image', 'IMAGE_PATH', 'img', 'picture'])(
    'may call the file %j',
    (name) => {
      expect(read(`${name},label\na.jpg,Female\n`)).toMatchObject([{ file: 'a.jpg' }]);
    },
  );

  it.each(['label', 'class', 'Gender', 'SEX', 'target'])('may call the label %j', (name) => {
    expect(read(`file,${name}\na.jpg,Female\n`)).toMatchObject([{ label: 'Female' }]);
  });

  it('may stand in any order, among others, with persons and ages', () => {
    const text = 'race,Age,subject,gender,path\n2,31.5,p7,Female,a.jpg\n0,nan,,Male,b.jpg\n';
    expect(read(text)).toEqual([
      { file: 'a.jpg', label: 'Female', person: 'p7', age: 31, groups: { race: '2' } },
      { file: 'b.jpg', label: 'Male', groups: { race: '0' } },
    ]);
  });

  it('take the plainest name where two columns could be meant', () => {
    expect(read('image_name,file,class,label\nx,a.jpg,3,Female\n')).toMatchObject([
      { file: 'a.jpg', label: 'Female' },
    ]);
  });

  it.each([
    ['file;label\na, b.jpg;Female\n', 'a, b.jpg'],
    ['file\tlabel\na;b.jpg\tFemale\n', 'a;b.jpg'],
    ['\ufefffile,label\r\n"a ""b"", c.jpg",Female\r\n', 'a "b", c.jpg'],
    ['file , label \n  a.jpg ,  Female  \n\n\n', 'a.jpg'],
  ])('are separated, quoted and padded as in %j', (text, file) => {
    expect(read(text)).toEqual([{ file, label: 'Female', person: undefined, age: undefined }]);
  });

  it.each([
    ['name,label\na,b\n', 'no column file'],
    ['file;age\na.jpg;3\n', 'no column label'],
    ['', 'is empty'],
    ['\n\n', 'is empty'],
  ])('are named when one is missing: %j', (text, words) => {
    expect(() => read(text)).toThrow(DatasetError);
    expect(() => read(text)).toThrow(words);
    expect(() => read(text)).toThrow('faces.csv');
  });

  it('are refused with the reason when the table is broken', () => {
    expect(() => read('file,label\n"a.jpg,Female\n')).toThrow(/faces\.csv is not CSV/);
    expect(() => read('file,label\na.jpg,Female,9,9\n')).toThrow(DatasetError);
  });
});

describe('JSON lines', () => {
  const parse = (text: string): ListedPicture[] =>
    parseManifest('faces.jsonl', text, new LeftOut());

  it('have the same keys, any order, and values of any plain type', () => {
    const text =
      '{"path": "a.jpg", "gender": "Female", "age": 31, "person": 7, "boxes": [1, 2]}\r\n\n' +
      '{"gender": "Male", "path": "b.jpg", "age": null, "race": "Indian", "split": "val"}\n';
    expect(parse(text)).toEqual([
      { file: 'a.jpg', label: 'Female', person: '7', age: 31 },
      { file: 'b.jpg', label: 'Male', groups: { race: 'Indian' }, split: 'validation' },
    ]);
  });

  it.each([
    ['{"path": "a.jpg"}\n', 'no column label'],
    ['{"path": "a.jpg", "label": "x"}\n{"path": \n', 'no JSON object in line 2'],
    ['[1]\n', 'no JSON object in line 1'],
    ['\n', 'is empty'],
  ])('are refused with the place: %j', (text, words) => {
    expect(() => parse(text)).toThrow(DatasetError);
    expect(() => parse(text)).toThrow(words);
  });
});

it('takes the split of each row, and refuses a word that is none', () => {
  const text = 'file,label,split\na.jpg,Female,Training\nb.jpg,Male,test\n';
  expect(read(text).map(({ split }) => split)).toEqual(['train', 'test']);
  expect(() => read('file,label,split\na.jpg,Female,holdout\n')).toThrow('row 1');
});

it('counts rows that lack a file or a label, and leaves them out', () => {
  const leftOut = new LeftOut();
  const rows = read('file,label\na.jpg,\n,Male\nb.jpg,Male\nc.jpg,  \n', leftOut);
  expect(rows.map(({ file }) => file)).toEqual(['b.jpg']);
  expect(leftOut.counts).toEqual({ 'without a label': 2, 'without a name': 1 });
});

it('reads back any names that a CSV library writes, whatever the separator', () => {
  const word = fc.stringMatching(/^[^\s\0\ufeff]([^\0\r\n]{0,10}[^\s\0])?$/u);
  const rows = fc.array(fc.record({ file: word, label: word }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';', '\t'), (written, delimiter) => {
      const text = stringify(written, { header: true, columns: ['file', 'label'], delimiter });
      expect(read(text).map(({ file, label }) => ({ file, label }))).toEqual(written);
    }),
  );
});
