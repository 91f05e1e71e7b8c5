/** A program that exits while a network runs. */
import { zeroTensor } from '@gender/tensor';
import type { EngineName } from '../src/engine.js';
import { selectEngine } from '../src/select-engine.js';

const engine = await selectEngine({ name: process.argv[2] as EngineName });
const loaded = await engine.loadNetwork({
  name: 'net',
  input: { name: 'image', shape: [96, 96, 32] },
  layers: [
    {
      type: 'conv2d',
      name: 'conv',
      inputs: ['image'],
      strides: [1, 1],
      padding: [2, 2, 2, 2],
      dilation: [1, 1],
      groups: 1,
      kernel: zeroTensor('float32', [5, 5, 32, 64]),
    },
  ],
  output: 'conv',
});
void loaded.run(zeroTensor('float32', [16, 96, 96, 32]));
setTimeout(() => process.exit(7), 20);
