import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { required, type Random } from '@gender/core';
import { describeFile, readNetwork } from '@gender/formats';
import { Hdf5Error } from '@gender/hdf5';
import { KerasError } from '@gender/keras';
import { NetworkError } from '@gender/network';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { pick } from '../damage-binary.js';
import { readFixtures, type Fixture } from '../fixtures.js';
import type { Damage, DamagedFile, FuzzFormat, Seed } from '../fuzz-format.js';

const errors = [KerasError, Hdf5Error, NetworkError];

/** Of each version of Keras some small models: nested, shared, branched, half-precision. */
const models =
  /^keras2_15_(permute|float16|functional_shared|nested_partly_frozen)|^keras3_(permute|functional_shared|nested_sequential|batch_norm)|^tf1_14_batch_norm/;

/** Models in HDF5. */
export function kerasHdf5(): FuzzFormat {
  return {
    file: 'case.h5',
    content: 'binary',
    seeds: readFixtures('keras', /\.h5$/)
      .filter(({ name }) => models.test(name))
      .map(toSeed),
    errors,
    read: readAndDescribe,
  };
}

/** Archives of Keras 3. */
export function kerasArchive(): FuzzFormat {
  return {
    file: 'case.keras',
    content: 'binary',
    seeds: readFixtures('keras', /(batch_norm|nested_model_head(_windows)?)\.keras$/).map(
      ({ name, bytes }) => ({
        name,
        bytes,
        isChecked: true,
        damageInside: (damage, random) => damageArchive(bytes, damage, random),
      }),
    ),
    errors,
    read: readAndDescribe,
  };
}

/** Weights alone, of an architecture that is told apart. */
export function kerasWeights(): FuzzFormat {
  const [architecture] = readFixtures('keras', /^keras3_nested_model_head\.json$/);
  return {
    file: 'case.h5',
    content: 'binary',
    seeds: readFixtures('keras', /^keras3_nested_model_head\.weights\.h5$/),
    errors,
    read: async ({ path }) => {
      const json = join(dirname(path), 'model.json');
      await writeFile(json, required(architecture, 'the architecture').bytes);
      return readNetwork(path, { architecture: json });
    },
  };
}

/** Architectures of weights that are told apart. */
export function kerasArchitecture(): FuzzFormat {
  const [weights] = readFixtures('keras', /^keras3_nested_model_head\.weights\.h5$/);
  return {
    file: 'case.json',
    content: 'text',
    seeds: readFixtures('keras', /^keras3_nested_model_head\.json$/),
    errors,
    read: async ({ path }) => {
      const file = join(dirname(path), 'sound.h5');
      await writeFile(file, required(weights, 'the weights').bytes);
      return readNetwork(file, { architecture: path });
    },
  };
}

async function readAndDescribe({ path }: DamagedFile): Promise<unknown> {
  await describeFile(path);
  return readNetwork(path);
}

function toSeed({ name, bytes }: Fixture): Seed {
  return { name, bytes, damageInside: (damage) => damageConfig(bytes, damage) };
}

/** Damages the model's JSON where it lies; what takes its place has the same length. */
function damageConfig(bytes: Uint8Array, damage: Damage): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const [start, end] = configPlace(text);
  const damaged = Buffer.alloc(end - start, ' ');
  damaged.set(damage(bytes.subarray(start, end), 'text').subarray(0, damaged.length));
  const changed = new Uint8Array(bytes);
  changed.set(damaged, start);
  return changed;
}

/** From `{"class_name": …` to its closing brace; no text in it holds a brace. */
function configPlace(text: string): [start: number, end: number] {
  const start = text.search(/\{"(class_name|module)":/);
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    depth += Number(text[at] === '{') - Number(text[at] === '}');
    if (depth === 0) return [start, at + 1];
  }
  throw new Error('the file holds no model_config');
}

/** Damages one of the archive's files and packs them again, with checksums that hold. */
async function damageArchive(
  bytes: Uint8Array,
  damage: Damage,
  random: Random,
): Promise<Uint8Array> {
  const files = await unpack(bytes);
  const damaged = pick([...files.keys()], random);
  const zip = new ZipFile();
  for (const [name, content] of files) {
    const kind = name.endsWith('.json') ? 'text' : 'binary';
    const packed = name === damaged ? damage(content, kind) : content;
    zip.addBuffer(Buffer.from(packed), name, { compress: false });
  }
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}

async function unpack(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const zip = await fromBufferPromise(Buffer.from(bytes), { strictFileNames: false });
  const files = new Map<string, Uint8Array>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return files;
}
