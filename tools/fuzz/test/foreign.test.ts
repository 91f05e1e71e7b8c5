import { writeFile } from 'node:fs/promises';
import type { GenderError } from '@gender/core';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { formatNames, loadFormat } from '../src/formats.js';

const inFolder = temporaryFolder();

/** What stands where a file should, and the words that say so to whoever is to put it right. */
const foreign: Readonly<Record<string, string>> = {
  'Git LFS pointer': `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 58\n`,
  'HTML page': '<!DOCTYPE html>\n<html><title>Quota exceeded</title></html>\n',
};

/** Readers of formats that people download; the others read what this project itself has written. */
const downloaded: readonly string[] = [
  ...['mat', 'matconvnet', 'h5', 'keras', 'weights', 'safetensors', 'npy', 'onnx', 'picture'],
];

describe.each(Object.entries(foreign))('a %s', (name, text) => {
  it.each(formatNames)(
    'in place of a file of the format %s is refused in one line',
    async (format) => {
      const { file, errors, ...reader } = await loadFormat(format);
      const path = inFolder(file);
      await writeFile(path, text);
      const bytes = new Uint8Array(Buffer.from(text));
      const error: unknown = await reader.read({ path, bytes }).catch((cause: unknown) => cause);
      expect(errors.some((type) => error instanceof type)).toBe(true);
      const { message } = error as GenderError;
      expect(message).not.toContain('\n');
      if (downloaded.includes(format)) expect(message).toContain(name);
    },
  );
});
