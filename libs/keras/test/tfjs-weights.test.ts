import { tensor, type Tensor } from '@gender/tensor';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TfjsError, toTfjs } from '../src/tfjs/index.js';
import { openTfjsWeights, writeTfjsModel } from '../src/tfjs/node/index.js';
import { chain, conv, ramp, temporaryFolder } from './files.js';

const folder = temporaryFolder();

async function manifestFile(content: unknown, name = 'manifest.json'): Promise<string> {
  const path = join(folder(), name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const float = (name: string, ...shape: number[]): object => ({ name, shape, dtype: 'float32' });
const floats = (...values: number[]): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer);

async function refusal(opening: Promise<unknown>): Promise<unknown> {
  const error: unknown = await opening.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).message).not.toContain('\n');
  return error;
}

describe('a weights manifest that is a file', () => {
  it('leads to the weights in the files beside it, group by group', async () => {
    const path = await manifestFile([
      { paths: ['a-1', 'a-2'], weights: [float('k', 2, 2), float('b', 1)] },
      { paths: ['b-1'], weights: [{ name: 'n', shape: [], dtype: 'int32' }] },
    ]);
    // The third number is cut: two bytes in each file.
    const bytes = floats(1, 2, 3, 4, 5);
    await writeFile(join(folder(), 'a-1'), bytes.subarray(0, 10));
    await writeFile(join(folder(), 'a-2'), bytes.subarray(10));
    await writeFile(join(folder(), 'b-1'), Uint8Array.of(0xff, 0xff, 0xff, 0xff));
    const { files, read } = await openTfjsWeights(path);
    expect(files).toEqual([path, ...['a-1', 'a-2', 'b-1'].map((name) => join(folder(), name))]);
    expect(await read()).toEqual(
      new Map<string, Tensor>([
        ['k', tensor('float32', [2, 2], Float32Array.of(1, 2, 3, 4))],
        ['b', tensor('float32', [1], Float32Array.of(5))],
        ['n', tensor('int32', [], Int32Array.of(-1))],
      ]),
    );
  });

  it('of a model that was written leads to the weights of its network', async () => {
    const network = chain(
      [4, 4, 3],
      conv('conv'),
      { type: 'globalAveragePool', name: 'pool' },
      { type: 'dense', name: 'fc', kernel: ramp(4, 2), bias: ramp(2) },
    );
    const target = join(folder(), 'model');
    await writeTfjsModel(target, network);
    const index = JSON.parse(await readFile(join(target, 'model.json'), 'utf8')) as object;
    expect(index).toEqual(JSON.parse(JSON.stringify(toTfjs(network).index)));
    const manifest = (index as { weightsManifest: object }).weightsManifest;
    await writeFile(join(target, 'weights_manifest.json'), JSON.stringify(manifest));
    const { read } = await openTfjsWeights(join(target, 'weights_manifest.json'));
    expect(await read()).toEqual(
      new Map([
        ['conv/kernel', ramp(3, 3, 3, 4)],
        ['conv/bias', ramp(4)],
        ['fc/kernel', ramp(4, 2)],
        ['fc/bias', ramp(2)],
      ]),
    );
  });

  it.each(['../a.bin', '/etc/hostname', 'sub/a.bin', '..', '.', ''])(
    'is refused before a file is read where it lists "%s"',
    async (name) => {
      const path = await manifestFile([{ paths: ['good.bin', name], weights: [float('w', 1)] }]);
      const error = await refusal(openTfjsWeights(path));
      expect(error).toBeInstanceOf(TfjsError);
      expect(error).toMatchObject({
        code: 'TFJS_WEIGHTS',
        message: `${path} lists the file "${name}"; expected names of files beside it`,
      });
    },
  );

  it.each<[string, unknown, string]>([
    ['text', 'weights', 'is not a JSON file of TensorFlow.js'],
    ['cut JSON', '[{"paths": [', 'is not a JSON file of TensorFlow.js'],
    ['a whole model.json', { weightsManifest: [] }, 'is no weights manifest of TensorFlow.js'],
    ['files without weights', [{ paths: ['a'] }], 'weights'],
    ['a negative length', [{ paths: [], weights: [float('w', -1)] }], 'shape'],
    ['a broken length', [{ paths: [], weights: [float('w', 1.5)] }], 'shape'],
    [
      'complex numbers',
      [{ paths: [], weights: [{ name: 'w', shape: [1], dtype: 'complex64' }] }],
      'of a kind that is not read',
    ],
    [
      'one name in two groups',
      [
        { paths: [], weights: [float('w', 0)] },
        { paths: [], weights: [float('w', 0)] },
      ],
      'has two weights of the name "w"',
    ],
  ])('is refused for %s', async (_, content, words) => {
    const path = await manifestFile(content);
    const error = await refusal(openTfjsWeights(path));
    expect(error).toMatchObject({
      name: 'TfjsError',
      code: words === 'is not a JSON file of TensorFlow.js' ? 'TFJS_FORMAT' : 'TFJS_WEIGHTS',
      message: expect.stringContaining(words) as string,
    });
    expect((error as Error).message).toContain(path);
  });

  it('says which file is missing, is none, or has another length', async () => {
    const opened = async (name: string): Promise<Promise<unknown>> => {
      const path = await manifestFile([{ paths: [name], weights: [float('w', 2)] }]);
      return (await openTfjsWeights(path)).read();
    };
    expect(await refusal(opened('nowhere.bin'))).toMatchObject({
      name: 'FileError',
      message: expect.stringContaining(join(folder(), 'nowhere.bin')) as string,
    });
    await mkdir(join(folder(), 'folder.bin'));
    expect(await refusal(opened('folder.bin'))).toMatchObject({ name: 'FileError' });
    await writeFile(join(folder(), 'short.bin'), floats(1));
    expect(await refusal(opened('short.bin'))).toMatchObject({
      code: 'TFJS_WEIGHTS',
      message: expect.stringContaining('has 4 bytes; its weights take 8') as string,
    });
    expect(await refusal(openTfjsWeights(join(folder(), 'no.json')))).toMatchObject({
      name: 'FileError',
    });
  });

  it('is read where weights have no elements and no files', async () => {
    const path = await manifestFile([{ paths: [], weights: [float('w', 0, 3)] }]);
    const { files, read } = await openTfjsWeights(path);
    expect(files).toEqual([path]);
    expect((await read()).get('w')).toMatchObject({ shape: [0, 3], data: new Float32Array(0) });
  });
});
