/** A program that runs a network, waits for the answer, and forgets to dispose of it. */
import { networkOf, relu } from '@gender/network';
import { tensor } from '@gender/tensor';
import type { EngineName } from '../src/engine.js';
import { selectEngine } from '../src/select-engine.js';

const engine = await selectEngine({ name: process.argv[2] as EngineName });
const loaded = await engine.loadNetwork(networkOf('net', [2], relu('out', 'image')));
const [result] = await loaded.run(tensor('float32', [1, 2], Float32Array.of(-1, 2)));
process.stdout.write(result?.data.join() ?? 'nothing');
