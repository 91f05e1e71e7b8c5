import {
  encodeMat,
  matArray,
  matCell,
  matRow,
  matStruct,
  matText,
  readMat,
  type MatInput,
  type MatValue,
} from '@gender/mat';
import { describe, expect, it } from 'vitest';
import { LayerFields } from './layer-fields.js';
import { MatConvNetError } from './matconvnet-error.js';

/** The options of a layer as they come out of a file. */
async function fieldsOf(
  fields: Record<string, MatInput>,
  type = 'dagnn.Conv',
): Promise<LayerFields> {
  const block = (await readMat(await encodeMat({ block: matStruct(fields) }))).get('block');
  return new LayerFields({ file: 'net.mat', position: 3, type, name: 'conv3' }, block);
}

const empty = matArray('double', [0, 0], new Float64Array(0));

describe('the options of a layer', () => {
  it('knows a kind without its package and case', () => {
    const kindOf = (type: string | undefined): string | undefined =>
      new LayerFields({ file: 'net.mat', position: 1, type, name: 'a' }, undefined).kind;
    expect(['relu', 'dagnn.ReLU', 'my.own.ReLU'].map(kindOf)).toEqual(['relu', 'relu', 'relu']);
    expect(kindOf(undefined)).toBeUndefined();
  });

  it('have the values of MATLAB where a field is absent or empty', async () => {
    const fields = await fieldsOf({ stride: empty, method: empty, pad: empty });
    expect(fields.pair('stride', 2)).toEqual([2, 2]);
    expect(fields.pair('pool', 1)).toEqual([1, 1]);
    expect(fields.padding('pad')).toEqual([0, 0, 0, 0]);
    expect(fields.text('method', 'max')).toBe('max');
    expect(fields.flag('hasBias', true)).toBe(true);
    expect(fields.count('numGroups', 1)).toBe(1);
    expect(fields.numbers('order')).toEqual([]);
  });

  it.each([
    [[2], [2, 2]],
    [
      [1, 3],
      [1, 3],
    ],
  ])('%j are a pair', async (numbers, pair) => {
    expect((await fieldsOf({ stride: matRow(...numbers) })).pair('stride', 1)).toEqual(pair);
  });

  it.each([
    [[2], [2, 2, 2, 2]],
    // Vertically and horizontally, then top, bottom, left, right.
    [
      [1, 2],
      [1, 1, 2, 2],
    ],
    [
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ],
  ])('%j are a padding', async (numbers, padding) => {
    expect((await fieldsOf({ pad: matRow(...numbers) })).padding('pad')).toEqual(padding);
  });

  it('are found among the options of a call as well, whatever their case', async () => {
    const opts = matCell<MatInput>([matText('CuDNN'), matText('Leak'), matRow(0.1)]);
    const fields = await fieldsOf({ opts });
    expect(fields.number('leak', 0)).toBe(0.1);
    expect(fields.number('dilate', 1)).toBe(1);
  });

  it.each([
    ['Dilate', 'conv', 0.1],
    ['leak', 'dagnn.ReLU', 0.1],
    ['leak', 'relu', 0.2],
    ['epsilon', 'bnorm', 0.2],
  ])(
    'of two %s of a layer %s is the one that MatConvNet passes last',
    async (option, type, value) => {
      const name = option.toLowerCase();
      const opts = matCell<MatInput>([matText(option), matRow(0.1)]);
      expect((await fieldsOf({ [name]: matRow(0.2), opts }, type)).number(name, 0)).toBe(value);
    },
  );

  it('of two in a list is the last', async () => {
    const opts = matCell<MatInput>(
      ['pad', 'Pad'].flatMap((name, at) => [matText(name), matRow(at)]),
    );
    expect((await fieldsOf({ opts })).padding('pad')).toEqual([1, 1, 1, 1]);
  });

  it('take logicals, whole numbers of any class and numbers for flags', async () => {
    const flagOf = async (value: MatInput): Promise<boolean> =>
      (await fieldsOf({ hasBias: value })).flag('hasBias', true);
    expect(await flagOf(matArray('logical', [1, 1], Uint8Array.of(0)))).toBe(false);
    expect(await flagOf(matArray('int64', [1, 1], BigInt64Array.of(1n)))).toBe(true);
    expect(await flagOf(matRow(0))).toBe(false);
  });

  it.each<[string, MatInput, (fields: LayerFields) => unknown, string]>([
    ['a text for numbers', matText('two'), (f) => f.pair('x', 1), 'needs numbers'],
    ['numbers for a text', matRow(1, 2), (f) => f.text('x', 'max'), 'needs a text'],
    ['two numbers for one', matRow(1, 2), (f) => f.number('x', 1), 'needs one number'],
    ['two flags', matRow(1, 0), (f) => f.flag('x', true), 'needs one number'],
    ['a half', matRow(1.5), (f) => f.count('x', 1), 'needs a whole number from 1'],
    ['no group', matRow(0), (f) => f.count('x', 1), 'needs a whole number from 1'],
    ['a stride of 0', matRow(0, 1), (f) => f.pair('x', 1), 'needs one or two whole numbers from 1'],
    ['three strides', matRow(1, 1, 1), (f) => f.pair('x', 1), 'needs one or two whole numbers'],
    ['a stride that is no number', matRow(NaN), (f) => f.pair('x', 1), 'needs one or two'],
    ['three margins', matRow(1, 1, 1), (f) => f.padding('x'), 'needs one, two or four whole'],
    ['five margins', matRow(1, 1, 1, 1, 1), (f) => f.padding('x'), 'needs one, two or four'],
    ['a negative margin', matRow(-1), (f) => f.padding('x'), 'needs one, two or four whole'],
    ['a margin and a half', matRow(0.5), (f) => f.padding('x'), 'needs one, two or four whole'],
  ])('are refused for %s, by file, layer and field', async (_, value, read, words) => {
    const fields = await fieldsOf({ x: value });
    expect(() => read(fields)).toThrow(MatConvNetError);
    expect(() => read(fields)).toThrow(`net.mat: layer 3 ("conv3", type "dagnn.Conv") ${words}`);
    expect(() => read(fields)).toThrow(/in field "x", found (\[[^\]]*\]|char)$/);
  });

  it('name no type where a layer has none', () => {
    const block = matStruct<MatValue>({});
    const fields = new LayerFields(
      { file: 'net.mat', position: 2, type: undefined, name: 'a' },
      block,
    );
    expect(fields.fail('is odd').message).toBe('net.mat: layer 2 ("a") is odd');
  });
});
