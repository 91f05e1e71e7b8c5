// What the checks know of the workspace: its packages, their tags, their files.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The packages below the given folders, in the order of their floors and names: `folder`
 * (`libs/mat`), `title` (`mat`), `floor`, `tags` without the floor, and package.json as `json`.
 */
export function packages(parents = ['libs', 'apps']) {
  return parents
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => {
      const json = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const floor = json.nx.tags.find((tag) => tag.startsWith('floor:'));
      if (floor === undefined) throw new Error(`${folder}/package.json has no tag floor:<n>`);
      return {
        folder,
        title: basename(folder),
        floor: Number(floor.slice('floor:'.length)),
        tags: json.nx.tags.filter((tag) => tag !== floor),
        json,
      };
    })
    .sort((a, b) => a.floor - b.floor || (a.title < b.title ? -1 : 1));
}

/** The TypeScript files of a package that no program wrote, by whether they belong to its tests. */
export function filesOf({ folder }) {
  const files = ['src', 'test', 'assembly'].flatMap((name) => {
    const path = join(root, folder, name);
    return existsSync(path) ? readdirSync(path, { recursive: true, withFileTypes: true }) : [];
  });
  const paths = files
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('/generated/') && !path.endsWith('_pb.ts'))
    .sort();
  const isTest = (path) => path.endsWith('.test.ts') || path.startsWith(`${folder}/test/`);
  return { sources: paths.filter((path) => !isTest(path)), tests: paths.filter(isTest) };
}

export const textOf = (path) => readFileSync(join(root, path), 'utf8');

export const linesOf = (path) => textOf(path).split('\n').length - 1;

export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
