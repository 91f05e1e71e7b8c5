/** A program that exits while a network runs. */
import { conv2d, networkOf } from '@gender/network';
import { zeroTensor } from '@gender/tensor';
import type { EngineName } from '../src/engine.js';
import { selectEngine } from '../src/select-engine.js';

const engine = await selectEngine({ name: process.argv[2] as EngineName });
const conv = conv2d('conv', 'image', {
  kernel: zeroTensor('float32', [5, 5, 32, 64]),
  padding: [2, 2, 2, 2],
});
const loaded = await engine.loadNetwork(networkOf('net', [96, 96, 32], conv));
void loaded.run(zeroTensor('float32', [16, 96, 96, 32]));
setTimeout(() => process.exit(7), 20);
