import { zip } from '@gender/core';
import { writeAside } from '@gender/core/node';
import { writeHdf5, type Hdf5GroupWriter } from '@gender/hdf5';
import type { Network } from '@gender/network';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { ZipFile } from 'yazl';
import {
  CONFIG_FILE,
  LAYERS_GROUP,
  METADATA_FILE,
  VARIABLES_GROUP,
  WEIGHTS_FILE,
} from './archive-format.js';
import { containerNames } from './container-names.js';
import { encodeModel, inputLayer } from '../encode/encode-model.js';
import { isChain, type KerasGraph } from '../encode/keras-graph.js';
import { writeRootAttributes, type Metadata } from '../root-attributes.js';
import { compileConfig, type KerasTraining } from '../training-config.js';
import { writeWeight, type WeightRows } from '../write-layers.js';

/** The first version of the format, and the earliest time that a zip file can tell. */
const ABOUT = { keras_version: '3.0.0', date_saved: '1980-01-01@00:00:00' };

/**
 * As Keras writes them: not compressed. The time is in the zone of the reader, so that the bytes
 * are the same everywhere.
 */
const STORED = {
  compress: false,
  mtime: new Date(1980, 0, 1),
  mode: 0o100644,
  forceDosTimestamp: true,
};

/** What `writeKerasModel` is told. */
interface ArchiveOptions {
  readonly metadata?: Metadata | undefined;
  readonly rows?: WeightRows | undefined;
  readonly training?: KerasTraining | undefined;
}

/**
 * Writes a `.keras` archive; the weights lie beside it while it is made.
 *
 * @throws FileError, Hdf5Error when it cannot be written.
 */
export async function writeArchive(
  path: string,
  network: Network,
  graph: KerasGraph,
  { metadata = {}, rows, training }: ArchiveOptions,
): Promise<void> {
  await writeAside(path, async (temporary) => {
    const weights = `${temporary}.h5`;
    try {
      await writeHdf5(weights, async (root) => {
        writeRootAttributes(path, root, network, metadata);
        await writeVariables(root, graph, rows);
      });
      await writeZip(temporary, graph, weights, training);
    } finally {
      await rm(weights, { force: true });
    }
  });
}

/** As Keras 3 writes weights: groups for each layer, even one without weights. */
async function writeVariables(
  root: Hdf5GroupWriter,
  graph: KerasGraph,
  rows?: WeightRows,
): Promise<void> {
  const layers = isChain(graph) ? graph.layers : [inputLayer(graph.input), ...graph.layers];
  const containers = containerNames(layers.map(({ className }) => className));
  root.group(VARIABLES_GROUP).setAttribute('name', graph.name);
  for (const [{ name, weights }, container] of zip(layers, containers)) {
    const group = root.group(`${LAYERS_GROUP}/${container}/${VARIABLES_GROUP}`);
    group.setAttribute('name', name);
    for (const [position, weight] of weights.entries()) {
      await writeWeight(group, `${position}`, name, weight, rows);
    }
    await setImmediate();
  }
}

async function writeZip(
  path: string,
  graph: KerasGraph,
  weights: string,
  training: KerasTraining | undefined,
): Promise<void> {
  const archive = new ZipFile();
  const config = {
    ...encodeModel(graph, { modules: true }),
    ...(training && { compile_config: compileConfig(training) }),
  };
  archive.addBuffer(jsonBytes(ABOUT), METADATA_FILE, STORED);
  archive.addBuffer(jsonBytes(config), CONFIG_FILE, STORED);
  archive.addFile(weights, WEIGHTS_FILE, STORED);
  archive.end();
  const failed = new Promise<never>((_, reject) => archive.once('error', reject));
  await Promise.race([
    pipeline(archive.outputStream, createWriteStream(path, { flags: 'wx' })),
    failed,
  ]);
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
