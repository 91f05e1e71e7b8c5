/**
 * Builds the native binding of @tensorflow/tfjs-node against TensorFlow's Python wheel, for
 * networks that reach package registries only. See README.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkBinding } from './check-binding.mjs';
import { compileBinding } from './compile-binding.mjs';
import { installWheel } from './install-wheel.mjs';
import { linkLibraries } from './link-libraries.mjs';
import { BuildError } from './run.mjs';

const usage = `usage: node tools/tfjs-node/build.mjs [options]

  --into FOLDER      the package to build in (default: node_modules/@tensorflow/tfjs-node)
  --python COMMAND   a Python that TensorFlow has wheels for (default: python3)
  --venv FOLDER      the Python environment to use; created where absent (default: .venv/tfjs-node)
  --tensorflow X.Y.Z TensorFlow's version (default: 2.15.1)
  --nodedir FOLDER   where include/node/node_api.h lies (default: this Node's own prefix)
  --help`;

const options = {
  into: { type: 'string', default: 'node_modules/@tensorflow/tfjs-node' },
  python: { type: 'string', default: 'python3' },
  venv: { type: 'string', default: '.venv/tfjs-node' },
  tensorflow: { type: 'string', default: '2.15.1' },
  nodedir: { type: 'string', default: resolve(process.execPath, '../..') },
  help: { type: 'boolean', default: false },
};

function build(values) {
  const packageFolder = resolve(values.into);
  const { version } = readPackage(packageFolder);
  if (!['linux', 'darwin'].includes(process.platform)) {
    throw new BuildError(
      `${process.platform}: TensorFlow's wheel has no library to link against here; use Linux or macOS`,
    );
  }
  step(`TensorFlow ${values.tensorflow} in ${values.venv}`);
  const wheel = installWheel(values.python, resolve(values.venv), values.tensorflow);
  step(`linking ${wheel}`);
  linkLibraries(wheel, packageFolder);
  step(`compiling the binding of @tensorflow/tfjs-node ${version}`);
  compileBinding(packageFolder, resolve(values.nodedir));
  step(`loading it: ${checkBinding(packageFolder)}`);
  step(`done; where it is not found by itself, set GENDER_TFJS_NODE=${packageFolder}`);
}

function readPackage(folder) {
  const file = join(folder, 'package.json');
  const found = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  if (found.name === '@tensorflow/tfjs-node') return found;
  throw new BuildError(
    `${folder}: expected the package @tensorflow/tfjs-node, found ${found.name ?? 'nothing'}; ` +
      'run `npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0` in a folder of its own and name it with --into',
  );
}

function step(text) {
  console.log(`tfjs-node: ${text}`);
}

function main() {
  try {
    const { values } = parseArgs({ options });
    if (values.help) console.log(usage);
    else build(values);
    return 0;
  } catch (error) {
    console.error(`tfjs-node: ${error.message}`);
    if (error instanceof BuildError) return 1;
    if (error.code?.startsWith('ERR_PARSE_ARGS')) return 2;
    throw error;
  }
}

process.exitCode = main();
