/**
 * A program that trains with a checkpoint after every step. It prints a letter for each batch, trained
 * or evaluated, and waits for one before it.
 */
import { fitHead } from '../src/training/fit-head.js';
import { smallTraining } from './small-training.js';
import { watchedTrainer } from './watched-trainer.js';

const permits = process.stdin[Symbol.asyncIterator]();
const createTrainer = watchedTrainer(async () => {
  process.stdout.write('.');
  await permits.next();
});
await fitHead({ ...smallTraining(process.argv[2] ?? ''), checkpointSeconds: 0, createTrainer });
