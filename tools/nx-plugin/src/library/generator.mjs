// nx g @gender/nx-plugin:library NAME --floor=N
import { execSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { formatFiles, generateFiles, names, readJson, updateJson } from '@nx/devkit';

const templates = fileURLToPath(new URL('files/', import.meta.url));

/** What other files of the workspace say of a new library is written by these. */
const afterwards = [
  'npm install --no-audit --no-fund',
  'npx nx sync',
  'npx nx run kernels:wasm',
  'npm run docs:map',
  'npm run docs:tables',
];

/**
 * Lays a library into the workspace: manifest with its tags, configurations, README, first source and test.
 *
 * @returns what is to be done once the files are written
 * @throws {Error} when the name is taken, or programs stand on its floor
 */
export default async function library(tree, options) {
  const { name, floor, platform = 'any' } = options;
  const root = `libs/${name}`;
  const taken = ['libs', 'apps', 'tools'].map((parent) => `${parent}/${name}`).find((path) => tree.exists(path)); // prettier-ignore
  if (taken !== undefined) throw new Error(`the name ${name} is taken by ${taken}`);
  const roof = lowestFloorOfApps(tree);
  if (floor >= roof)
    throw new Error(`floor ${floor} is for programs; libraries stand below ${roof}`);
  const { className: title, propertyName: functionName } = names(name);
  const { description = `${title}: what it is for is not written yet` } = options;
  generateFiles(tree, templates, root, { name, floor, platform, description, functionName });
  tree.write(`${root}/LICENSE`, tree.read('LICENSE'));
  updateJson(tree, 'tsconfig.json', (json) => ({
    ...json,
    references: [...json.references, { path: `./${root}` }],
  }));
  await formatFiles(tree);
  return () => {
    for (const command of afterwards) execSync(command, { cwd: tree.root, stdio: 'inherit' });
  };
}

function lowestFloorOfApps(tree) {
  const floors = tree
    .children('apps')
    .map((app) => `apps/${app}/package.json`)
    .filter((path) => tree.exists(path))
    .flatMap((path) => readJson(tree, path).nx.tags)
    .filter((tag) => tag.startsWith('floor:'))
    .map((tag) => Number(tag.slice('floor:'.length)));
  return Math.min(...floors);
}
