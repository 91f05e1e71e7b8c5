import { silentLogger } from '@gender/core';
import { openFileSource } from '@gender/core/node';
import { openMat } from '@gender/mat';
import { importMatConvNet, MatConvNetError } from '@gender/matconvnet';
import type { Network } from '@gender/network';
import { describeNetwork } from '../describe/describe-network.js';
import type { DescribedVariables, FileDescription } from '../describe/file-description.js';
import type { NetworkFormat, ReadNetworkOptions } from '../network-format.js';

/** Networks of MatConvNet in MAT-files. */
export const matconvnet: NetworkFormat = {
  name: 'MatConvNet',
  endings: ['.mat'],
  holds: ['weights', 'classes', 'normalization'],
  read,
  describe,
};

async function read(path: string, options: ReadNetworkOptions): Promise<Network> {
  await using file = await openFileSource(path, { signal: options.signal });
  return await importMatConvNet(file, options);
}

/** A file without a network has variables all the same; the logger hears why it has none. */
async function describe(path: string, options: ReadNetworkOptions): Promise<FileDescription> {
  const { logger = silentLogger } = options;
  try {
    const network = await read(path, { ...options, skipUnknown: true });
    return { kind: 'network', format: matconvnet.name, ...describeNetwork(network) };
  } catch (error) {
    if (!(error instanceof MatConvNetError)) throw error;
    logger.warn(error.message);
    return await listVariables(path);
  }
}

async function listVariables(path: string): Promise<DescribedVariables> {
  await using file = await openMat(path);
  const { version } = file;
  return { kind: 'variables', format: 'MAT-file', version, variables: await file.list() };
}
