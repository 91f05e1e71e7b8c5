import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('../../../libs/image/test/fixtures', import.meta.url));

/**
 * Writes a picture of every kind that `@gender/image` is tested with into a folder; many of them are refused.
 *
 * @returns their names, in order
 */
export function writeOddPictures(folder: string): string[] {
  const kinds = readdirSync(fixtures)
    .filter((name) => name.startsWith('kinds-'))
    .flatMap(
      (name) => JSON.parse(readFileSync(join(fixtures, name), 'utf8')) as [string, string][],
    );
  for (const [name, base64] of kinds) {
    writeFileSync(join(folder, name), Buffer.from(base64, 'base64'));
  }
  return [...new Set(kinds.map(([name]) => name))].sort();
}

/**
 * Makes a pipe, a link to an endless device, and links that go round or nowhere, all called as
 * pictures are; and `up`, a link to the folder above.
 *
 * @returns the names of those that are called as pictures, in order
 */
export function writeTraps(folder: string): string[] {
  execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
  symlinkSync('/dev/zero', join(folder, 'zero.jpg'));
  symlinkSync('circle.jpg', join(folder, 'circle.jpg'));
  symlinkSync('nowhere', join(folder, 'dead.jpg'));
  symlinkSync('..', join(folder, 'up'));
  return ['circle.jpg', 'dead.jpg', 'pipe.jpg', 'zero.jpg'];
}
