import { expect, test } from 'vitest';
import { commandLine } from './command-line.js';

test('is what stands after Node and the script', () => {
  expect(commandLine(['node', 'main.js', 'train', '--epoch=3'], {})).toEqual([
    'train',
    '--epoch=3',
  ]);
});

test('ends with the flags that Nx did not forward', () => {
  const environment = { GENDER_FLAGS_TAKEN_BY_NX: '--batch=16 --verbose' };
  expect(commandLine(['node', 'main.js', 'train'], environment)).toEqual([
    'train',
    '--batch=16',
    '--verbose',
  ]);
});
