import { openFaceApi } from '@gender/face-api';
import { subnetwork } from '@gender/network';
import type { NetworkFormat } from '../network-format.js';
import { readWhole } from './read-whole.js';

/** The face recognition network of an npm package, by its name; without its top, the 256 values before the descriptor. */
export const faceApi: NetworkFormat = {
  name: 'in the npm package @vladmandic/face-api',
  endings: [],
  named: ['face-api'],
  holds: ['weights', 'normalization'],
  read: readWhole(async (_name, { includeTop = true, until }) => {
    const { read } = await openFaceApi();
    const network = await read();
    return { network: includeTop || until !== undefined ? network : subnetwork(network, 'pool') };
  }),
  files: async () => (await openFaceApi()).files,
};
