import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from './run.mjs';

/**
 * What `binding.gyp` looks for under `deps/lib`, and what stands for it: a file of the wheel, or
 * another link in the same folder. The names ending in a version are those that the loader asks for.
 */
const links = {
  linux: {
    'libtensorflow_cc.so.2': 'wheel',
    'libtensorflow_framework.so.2': 'wheel',
    'libtensorflow.so': 'libtensorflow_cc.so.2',
    'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  },
  darwin: {
    'libtensorflow_cc.2.dylib': 'wheel',
    'libtensorflow_framework.2.dylib': 'wheel',
    'libtensorflow.2.dylib': 'libtensorflow_cc.2.dylib',
  },
};

/**
 * Lays out `deps/` of the package as its own download would, with links into the wheel.
 *
 * @throws BuildError when the wheel lacks a header folder or library.
 */
export function linkLibraries(wheel, packageFolder) {
  const deps = join(packageFolder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  symlinkSync(present(join(wheel, 'include')), join(deps, 'include'));
  for (const [name, target] of Object.entries(links[process.platform])) {
    const source = target === 'wheel' ? present(join(wheel, name)) : target;
    symlinkSync(source, join(deps, 'lib', name));
  }
}

function present(path) {
  if (existsSync(path)) return path;
  throw new BuildError(`${path} is missing from the wheel; choose 2.15.1 with --tensorflow`);
}
