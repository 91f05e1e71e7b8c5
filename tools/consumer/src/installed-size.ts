import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** A package and all that npm installs for it. */
export interface Installation {
  readonly packages: number;
  readonly bytes: number;
}

/**
 * What npm has installed for a package, itself included, below a project's node_modules.
 *
 * @param known - bytes of packages that stand here in another form than they are installed in, by name
 */
export async function installation(
  project: string,
  name: string,
  known: ReadonlyMap<string, number> = new Map(),
): Promise<Installation> {
  const folders = new Map<string, string>();
  const visit = async (folder: string, title: string): Promise<void> => {
    if (folders.has(folder)) return;
    folders.set(folder, title);
    const text = await readFile(join(folder, 'package.json'), 'utf8');
    const { dependencies, optionalDependencies } = packageSchema.parse(JSON.parse(text));
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = locate(folder, needed, project);
      if (found !== undefined) await visit(found, needed);
    }
  };
  await visit(join(project, 'node_modules', name), name);
  const sizes = [...folders].map(async ([folder, title]) => known.get(title) ?? sizeOf(folder));
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return { packages: folders.size, bytes };
}

/** Where Node finds a package: in the nearest node_modules above; absent where it is not installed. */
function locate(from: string, name: string, project: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (folder === project || folder === dirname(folder)) return undefined;
  }
}

/** The bytes of the files of one package, without those that are nested in its node_modules. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? 0 : sizeOf(path);
    return entry.isFile() ? (await stat(path)).size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
