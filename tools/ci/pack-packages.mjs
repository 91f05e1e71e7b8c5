// Packs every library and app as npm would publish it.
// node tools/ci/pack-packages.mjs <folder> prints [{ "name", "folder", "tarball", "packed", "unpacked" }, …], sizes in bytes.
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packages, root } from './workspace.mjs';

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(packPackages(resolve(process.argv[2] ?? '.'))));
}

/** Writes a tarball of each package into a folder that exists; what is packed was built before. */
export function packPackages(target) {
  const wanted = publishable();
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', target];
  const stdout = execFileSync(
    'npm',
    [...words, ...wanted.flatMap(({ folder }) => ['-w', folder])],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const written = new Map(JSON.parse(stdout).map((entry) => [entry.name, entry]));
  return wanted.map((entry) => {
    const { filename, size, unpackedSize } = written.get(entry.name);
    return { ...entry, tarball: join(target, filename), packed: size, unpacked: unpackedSize };
  });
}

function publishable() {
  return packages()
    .filter(({ json }) => !json.private)
    .map(({ folder, json }) => ({ name: json.name, folder }));
}
