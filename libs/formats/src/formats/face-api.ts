import { required } from '@gender/core';
import { openFaceApi, type FaceApiModel } from '@gender/face-api';
import { subnetwork } from '@gender/network';
import type { NetworkFormat } from '../network-format.js';
import { readWhole } from './read-whole.js';

/** What the networks of the package are called: that of recognition by the package's name alone. */
const networks = {
  'face-api': 'recognition',
  'face-api-detector': 'detector',
  'face-api-landmarks': 'landmarks',
} as const;

/**
 * The networks of an npm package, by their names. That of recognition is, without its top, the 256 values before
 * the descriptor.
 */
export const faceApi: NetworkFormat = {
  name: 'in the npm package @vladmandic/face-api',
  endings: [],
  named: Object.keys(networks),
  holds: ['weights', 'normalization'],
  read: readWhole(async (name, { includeTop = true, until }) => {
    const network = await (await open(name)).read();
    const isWhole = name !== 'face-api' || includeTop || until !== undefined;
    return { network: isWhole ? network : subnetwork(network, 'pool') };
  }),
  files: async (name) => (await open(name)).files,
};

function open(name: string): Promise<FaceApiModel> {
  const found = Object.entries(networks).find(([known]) => known === name);
  const [, network] = required(found, `the network that ${name} stands for`);
  return openFaceApi(network);
}
