import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { existingFile } from './existing-file.js';

test('returns the path of a file that is there', () => {
  const path = fileURLToPath(import.meta.url);
  expect(existingFile(path, 'write it')).toBe(path);
});

test('says what to do where there is none', () => {
  expect(() => existingFile('absent/a.mat', 'download it')).toThrowError(
    expect.objectContaining({
      code: 'FILE_NOT_FOUND',
      message: 'there is no absent/a.mat; download it',
    }),
  );
});
