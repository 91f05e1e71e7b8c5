import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** The bytes of a package and of all that npm installs for it, below a project's node_modules. */
export async function installedSize(project: string, name: string): Promise<number> {
  const folders = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    if (folders.has(folder)) return;
    folders.add(folder);
    const text = await readFile(join(folder, 'package.json'), 'utf8');
    const { dependencies, optionalDependencies } = packageSchema.parse(JSON.parse(text));
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = locate(folder, needed, project);
      if (found !== undefined) await visit(found);
    }
  };
  await visit(join(project, 'node_modules', name));
  const sizes = await Promise.all([...folders].map((folder) => sizeOf(folder)));
  return sizes.reduce((sum, size) => sum + size, 0);
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
