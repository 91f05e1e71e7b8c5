// Packs every library and app as npm would publish it.
// node tools/ci/pack-packages.mjs <folder> prints [{ "name", "folder", "tarball" }, …].
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(packPackages(resolve(process.argv[2] ?? '.'))));
}

/** Writes a tarball of each package into a folder that exists; what is packed was built before. */
export function packPackages(target) {
  const packages = publishable();
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', target];
  const stdout = execFileSync(
    'npm',
    [...words, ...packages.flatMap(({ folder }) => ['-w', folder])],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const tarballs = new Map(JSON.parse(stdout).map(({ name, filename }) => [name, filename]));
  return packages.map((entry) => ({ ...entry, tarball: join(target, tarballs.get(entry.name)) }));
}

function publishable() {
  return ['libs', 'apps']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(parent, name)))
    .map((folder) => ({ folder, ...readPackage(folder) }))
    .filter((entry) => !entry.private)
    .map(({ folder, name }) => ({ name, folder }));
}

function readPackage(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}
