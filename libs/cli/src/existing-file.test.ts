import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { existingFile } from './existing-file.js';

test('returns the path of a file that is there', () => {
  const path = fileURLToPath(import.meta.url);
  expect(existingFile(path, 'write it')).toBe(path);
});

test('says which file beside it, or which name, may have been meant', () => {
  const beside = fileURLToPath(new URL('existing-fiel.ts', import.meta.url));
  const meant =
    (path: string, names?: string[]): (() => string) =>
    () =>
      existingFile(path, 'look', names);
  expect(meant(beside)).toThrow('existing-fiel.ts; look; did you mean "existing-file.ts"?');
  expect(meant('faceapi', ['face-api'])).toThrow('no faceapi; look; did you mean "face-api"?');
});

test('says what to do where there is none', () => {
  expect(() => existingFile('absent/a.mat', 'download it')).toThrowError(
    expect.objectContaining({
      code: 'FILE_NOT_FOUND',
      message: 'there is no absent/a.mat; download it',
    }),
  );
});
