import { describe, expect, test } from 'vitest';
import { archiveOptions, ownersTerms } from './archive-options.js';
import { UsageError } from './cli-error.js';
import { parseOptions } from './option.js';

const published = 'https://example.org/faces.tar.gz';
const table = { ...archiveOptions(published, 'of pictures') };

describe('the flags of an archive', () => {
  test('name the published one where nothing is said, without a hash', () => {
    expect(parseOptions(table, {})).toEqual({ url: published, sha256: undefined });
    expect(table.url.description).toBe('address of the .tar.gz archive of pictures');
  });

  test.each(['http://localhost:8080/a.tar.gz', 'https://[::1]/a.tgz?part=1'])(
    'take another address: %s',
    (url) => {
      expect(parseOptions(table, { url })).toMatchObject({ url });
    },
  );

  test.each(['faces.tar.gz', 'ftp://example.org/a.tar.gz', 'file:///etc/passwd', 'https://'])(
    'refuse what is no address of the web: %s',
    (url) => {
      expect(() => parseOptions(table, { url })).toThrow(UsageError);
    },
  );

  test('take a hash in either case, of the right length', () => {
    const sha256 = 'aB'.repeat(32);
    expect(parseOptions(table, { sha256 })).toMatchObject({ sha256 });
    for (const wrong of ['ab', 'ab'.repeat(33), 'xy'.repeat(32), `${sha256} `]) {
      expect(() => parseOptions(table, { sha256: wrong })).toThrow('64 hexadecimal digits');
    }
  });
});

test('the terms say whose they are', () => {
  expect(ownersTerms('weights')).toMatch(/^The weights carry the terms of their owners/);
});
