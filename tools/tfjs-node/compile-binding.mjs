import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError, run } from './run.mjs';

/** The newest Node-API that the package looks for (`binary.napi_versions` in its package.json). */
const packageNapi = 8;

/**
 * Compiles the package's C++ sources with the node-gyp that npm carries.
 *
 * @throws BuildError when node-gyp, Node's headers or a compiler are missing, or the build fails.
 */
export function compileBinding(packageFolder, nodedir) {
  if (!existsSync(join(nodedir, 'include/node/node_api.h'))) {
    throw new BuildError(
      `${nodedir}/include/node/node_api.h does not exist; name the folder of this Node's headers with --nodedir`,
    );
  }
  const modulePath = join(packageFolder, 'lib', `napi-v${packageNapi}`);
  const args = [
    nodeGyp(),
    'rebuild',
    `--nodedir=${nodedir}`,
    `--napi_version=${process.versions.napi}`,
    `--napi_build_version=${packageNapi}`,
    '--module_name=tfjs_binding',
    `--module_path=${modulePath}`,
  ];
  run(process.execPath, args, 'install make, g++ (or clang) and Python 3', { cwd: packageFolder });
  if (process.platform === 'darwin') correctInstallName(join(modulePath, 'tfjs_binding.node'));
}

function nodeGyp() {
  const root = run('npm', ['root', '--global'], 'install npm');
  const script = join(root, 'npm/node_modules/node-gyp/bin/node-gyp.js');
  if (existsSync(script)) return script;
  throw new BuildError(`${script} does not exist; install npm with \`npm install --global npm\``);
}

/** `binding.gyp` does the same for the name that its own download has. */
function correctInstallName(binding) {
  const name = 'libtensorflow_cc.2.dylib';
  const change = ['-change', `@rpath/${name}`, `@loader_path/../../deps/lib/${name}`, binding];
  run('install_name_tool', change, "install Apple's command line tools");
}
