import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A package of the workspace, as its package.json describes it. */
export interface Package {
  /** As Nx calls it: `mat`. */
  readonly title: string;
  /** As npm calls it: `@gender/mat`. */
  readonly name: string;
  readonly version: string;
  readonly isPrivate: boolean;
  /** Such as `libs/mat`. */
  readonly folder: string;
  /** What it needs when it is used, with the ranges. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** What it needs besides, for its tests and commands: names of npm, or of Nx. */
  readonly others: readonly string[];
}

const ranges = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  private: z.boolean().default(false),
  dependencies: ranges,
  devDependencies: ranges,
  nx: z.object({ name: z.string(), implicitDependencies: z.array(z.string()).default([]) }),
});

/** The packages of a workspace below the given folders. */
export function readPackages(root: string, parents: readonly string[]): Package[] {
  return parents
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => packageOf(folder, readFileSync(join(root, folder, 'package.json'), 'utf8')));
}

function packageOf(folder: string, text: string): Package {
  const manifest = manifestSchema.parse(JSON.parse(text));
  const { name, version, dependencies, devDependencies, nx } = manifest;
  const others = [...Object.keys(devDependencies), ...nx.implicitDependencies];
  return {
    title: nx.name,
    name,
    version,
    isPrivate: manifest.private,
    folder,
    dependencies,
    others,
  };
}

/**
 * Which packages a change of one can reach.
 *
 * @param title - of the changed package
 * @param edges - the packages that one needs, by their names of npm or Nx
 * @returns the titles of the changed one and of all that need it, directly or through others, sorted
 */
export function dependentsOf(
  title: string,
  packages: readonly Package[],
  edges: (entry: Package) => readonly string[],
): string[] {
  const reached = new Set([title]);
  const names = new Map(packages.map((entry) => [entry.name, entry.title]));
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const entry of packages) {
      const needs = edges(entry).map((name) => names.get(name) ?? name);
      if (needs.some((need) => reached.has(need))) reached.add(entry.title);
    }
  }
  return [...reached].sort();
}

/** What a package needs when it is used. */
export const usedBy = ({ dependencies }: Package): string[] => Object.keys(dependencies);

/** What a package needs when it is built, tested or used. */
export const neededBy = (entry: Package): string[] => [...usedBy(entry), ...entry.others];
