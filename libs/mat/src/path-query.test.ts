import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  encodeMat,
  matCell,
  matRow,
  matStruct,
  matText,
  openMat,
  type MatFile,
  type MatInput,
  type MatValue,
} from './index.js';
import { MatError } from './mat-error.js';

const people: MatInput = {
  kind: 'struct',
  shape: [1, 3],
  fields: new Map<string, MatInput[]>([
    ['name', [matText('Ada'), matText('Bo'), matText('Cy')]],
    ['ages', [matRow(1), matRow(2, 3), matRow(4, 5, 6)]],
  ]),
};

const variables = {
  net: matStruct<MatInput>({
    layers: matCell<MatInput>([
      matStruct<MatInput>({ name: matText('conv1'), weights: matCell([matRow(1, 2), matRow(3)]) }),
      matStruct<MatInput>({ name: matText('relu1') }),
    ]),
    grid: matCell<MatInput>(
      [1, 2, 3, 4, 5, 6].map((value) => matRow(value)),
      [2, 3],
    ),
  }),
  people,
  number: matRow(7),
};

describe.each([undefined, 0])('a path into a file compressed at level %s', (compression) => {
  let file: MatFile;
  beforeAll(async () => {
    file = await openMat(await encodeMat(variables, { compression }));
  });

  const numbersAt = async (path: string): Promise<unknown> => {
    const value = await file.read(path);
    return value.kind === 'numeric' ? [...value.data] : value;
  };

  it.each([
    ['number', [7]],
    ['net.layers{1}.weights{1}', [1, 2]],
    ['net.layers{1}.weights{2}', [3]],
    // Columns first: 2 rows, 3 columns.
    ['net.grid{2}', [2]],
    ['net.grid{2,1}', [2]],
    ['net.grid{1,2}', [3]],
    ['net.grid{2,3}', [6]],
    ['net.grid{ 2 , 3 }', [6]],
    ['people(1).ages', [1]],
    ['people(3).ages', [4, 5, 6]],
    ['people(1,2).ages', [2, 3]],
    ['net(1).grid{1}', [1]],
  ])('%s leads to %j', async (path, numbers) => {
    expect(await numbersAt(path)).toEqual(numbers);
  });

  it('leads to texts, cells, structs and one struct of several', async () => {
    expect(await file.read('net.layers{2}.name')).toMatchObject({ kind: 'char', rows: ['relu1'] });
    expect(await file.read('net.grid')).toMatchObject({ kind: 'cell', shape: [2, 3] });
    expect(await file.read('people(2)')).toMatchObject({
      kind: 'struct',
      shape: [1, 1],
      fields: new Map([
        ['name', [expect.objectContaining({ rows: ['Bo'] })]],
        ['ages', [expect.objectContaining({ data: Float64Array.of(2, 3) })]],
      ]),
    });
  });

  it.each([
    ['', 'is no path; write it as in MATLAB'],
    ['1net', 'is no path'],
    ['net.', 'is no path'],
    ['net{}', 'is no path'],
    ['net.layers{a}', 'is no path'],
    ['net.layers[1]', 'is no path'],
    ['other', 'has no variable "other"; its variables are net, people, number'],
    ['net.face', 'net has no field "face"; its fields are layers, grid'],
    ['net{1}', 'net is of class struct and has no cells'],
    ['net.layers.name', 'net.layers is of class cell and has no fields'],
    ['net.grid(1)', 'net.grid is of class cell and has no structs'],
    ['number.real', 'number is of class double and has no fields'],
    ['net.layers{3}', 'net.layers of shape 1 × 2 has no element 3'],
    ['net.layers{0}', 'net.layers of shape 1 × 2 has no element 0'],
    ['net.grid{3,1}', 'net.grid of shape 2 × 3 has no element 3,1'],
    ['people(4).name', 'people of shape 1 × 3 has no element 4'],
    ['people.name', 'people has 3 structs; say which: people(1)'],
    ['people(1){1}', 'people is a struct; a field must follow (…)'],
  ])('%j is refused: %s', async (path, words) => {
    const error: unknown = await file.read(path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(MatError);
    expect(error).toMatchObject({ code: 'MAT_PATH' });
    expect((error as MatError).message).toContain(words);
  });
});

/** Cells and structs in each other, and the paths of all numbers in them with their values. */
interface Nest {
  readonly value: MatInput;
  readonly paths: readonly (readonly [path: string, number: number])[];
}

const leaf = fc.integer().map((number): Nest => ({ value: matRow(number), paths: [['', number]] }));
const below = (parts: readonly (readonly [step: string, nest: Nest])[]): Nest['paths'] =>
  parts.flatMap(([step, { paths }]) =>
    paths.map(([path, number]) => [`${step}${path}`, number] as const),
  );

const { nest } = fc.letrec<{ nest: Nest }>((tie) => ({
  nest: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('nest'), { minLength: 1, maxLength: 3 }).map((cells): Nest => ({
      value: matCell(cells.map(({ value }) => value)),
      paths: below(cells.map((cell, index) => [`{${index + 1}}`, cell])),
    })),
    fc
      .dictionary(fc.constantFrom('a', 'b', 'weights'), tie('nest'), { minKeys: 1 })
      .map((fields): Nest => ({
        value: matStruct(
          Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])),
        ),
        paths: below(Object.entries(fields).map(([name, field]) => [`.${name}`, field])),
      })),
  ),
}));

it('leads to every number of any cells and structs, past all others', async () => {
  await fc.assert(
    fc.asyncProperty(nest, nest, async ({ value, paths }, other) => {
      const file = await openMat(await encodeMat({ before: other.value, net: value }));
      const found: MatValue[] = [];
      for (const [path] of paths) found.push(await file.read(`net${path}`));
      expect(found).toEqual(paths.map(([, number]) => matRow(number)));
    }),
    { numRuns: 30 },
  );
});
