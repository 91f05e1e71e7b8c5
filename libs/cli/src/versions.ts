import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});

type Package = z.infer<typeof packageSchema>;

/** Packages of this project; their versions say which code made a file. */
const scope = '@gender/';

/**
 * The versions of Node, of the package that a module belongs to, and of this project's packages that
 * it depends on directly.
 *
 * @param moduleUrl - `import.meta.url` of a module of the package
 *
 * @example
 * versions(import.meta.url); // { node: '20.19.0', '@gender/trainer': '0.1.0', '@gender/core': '0.1.0' }
 */
export function versions(moduleUrl: string): Record<string, string> {
  const own = packageOf(moduleUrl);
  const require = createRequire(moduleUrl);
  const others = Object.keys(own.dependencies)
    .filter((name) => name.startsWith(scope))
    .map((name) => readPackage(require.resolve(`${name}/package.json`)));
  const found: Record<string, string> = { node: process.versions.node };
  for (const { name, version } of [own, ...others]) found[name] = version;
  return found;
}

/**
 * The package that a module belongs to.
 *
 * @throws Error when no folder above the module holds a package.json.
 */
export function packageOf(moduleUrl: string): Package {
  let folder = dirname(fileURLToPath(moduleUrl));
  for (;;) {
    try {
      return readPackage(join(folder, 'package.json'));
    } catch (error) {
      const parent = dirname(folder);
      if (parent === folder) throw error;
      folder = parent;
    }
  }
}

function readPackage(path: string): Package {
  return packageSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
