// ESLint takes the nearest eslint.config.mjs, and reads the paths in it from that folder: a package's
// own would switch off, without a word, every rule that the root has for `libs/…`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packages, root } from '../workspace.mjs';

export const title = 'one configuration of the linter';

export function check() {
  const problems = packages(['libs', 'apps', 'tools'])
    .map(({ folder }) => `${folder}/eslint.config.mjs`)
    .filter((path) => existsSync(join(root, path)))
    .map((path) => `${path}: move its rules to the root, where those for paths hold`);
  return { problems };
}
