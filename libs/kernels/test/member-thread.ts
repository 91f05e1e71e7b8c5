import { parentPort, workerData } from 'node:worker_threads';
import { joinHead, type SharedHead } from '../src/index.js';

const { head, member } = workerData as { head: SharedHead; member: number };
const part = await joinHead(head, member);

parentPort?.on('message', ({ kind, pictures }: { kind: 'train' | 'predict'; pictures: number }) => {
  part[kind](pictures);
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');
