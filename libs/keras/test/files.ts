import { openFileSource } from '@gender/core/node';
import { openHdf5, writeHdf5 } from '@gender/hdf5';
import type { Layer, Network } from '@gender/network';
import { readNpy, tensor, type Float32Tensor, type Tensor } from '@gender/tensor';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { ZipFile } from 'yazl';

/** The path of a file in `test/fixtures`. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

/** A folder that exists while the tests of one file run. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gender keras '));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return () => folder;
}

export async function readTensor(name: string): Promise<Tensor> {
  await using source = await openFileSource(fixture(name));
  return await readNpy(source);
}

/** A tensor of small numbers that are all different. */
export function ramp(...shape: number[]): Float32Tensor {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length }, (_, index) => index / 64 - 1),
  );
}

/** A layer whose input `chain` fills in. */
export type Link<L = Layer> = L extends Layer ? Omit<L, 'inputs'> : never;

/** A network of layers that follow each other. */
export function chain(shape: readonly number[], ...links: Link[]): Network {
  const input = { name: 'image', shape };
  const layers = links.map((link, index) => ({
    ...link,
    inputs: [links[index - 1]?.name ?? input.name],
  }));
  return { name: 'network', input, layers, output: links.at(-1)?.name ?? '' };
}

export function conv(name: string, options: Partial<Link & { type: 'conv2d' }> = {}): Link {
  return {
    type: 'conv2d',
    name,
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    dilation: [1, 1],
    groups: 1,
    kernel: ramp(3, 3, 3, 4),
    bias: ramp(4),
    ...options,
  };
}

/** Writes a model of given layers, without weights. */
export async function writeConfig(path: string, config: unknown): Promise<void> {
  await writeHdf5(path, (root) => {
    root.setAttribute('model_config', typeof config === 'string' ? config : JSON.stringify(config));
    root.group('model_weights').setAttribute('layer_names', []);
  });
}

/** The `model_config` of a file. */
export async function readConfig(path: string): Promise<unknown> {
  using file = await openHdf5(path);
  const text = file.root.attribute('model_config');
  if (typeof text !== 'string') throw new Error(`${path} has no model_config`);
  return JSON.parse(text);
}

/**
 * Writes a zip file of files given by name.
 *
 * @param asStream - says lengths and checksums behind the data instead of before
 */
export async function writeZip(
  path: string,
  files: Record<string, Buffer | string>,
  { asStream = false } = {},
): Promise<string> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    const [bytes, options] = [Buffer.from(content), { compress: name.endsWith('.h5') }];
    if (asStream) zip.addReadStream(Readable.from([bytes]), name, options);
    else zip.addBuffer(bytes, name, options);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}
