import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

const locate =
  "import importlib.util, os; print(os.path.dirname(importlib.util.find_spec('tensorflow').origin))";
const versionOf = (name) => `from importlib.metadata import version; print(version('${name}'))`;

/** On x64 Linux the wheel without CUDA has a name of its own; elsewhere there is one wheel. */
const wheelName =
  process.platform === 'linux' && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';

/**
 * Makes sure that a Python environment holds TensorFlow's wheel.
 *
 * @returns the wheel's folder, with `include/` and the shared libraries
 * @throws BuildError when Python is missing or has no such wheel.
 */
export function installWheel(python, venv, version) {
  const inside = join(venv, 'bin', 'python');
  if (!existsSync(inside)) {
    const advice = 'install Python 3.9–3.11 with its venv module, or name one with --python';
    run(python, ['-m', 'venv', venv], advice);
  }
  if (!holds(inside, version)) {
    const advice =
      `TensorFlow 2.15 has wheels for Python 3.9–3.11 and this is ${pythonVersion(inside)}; ` +
      `another is named with --python (remove ${venv} first), another TensorFlow with --tensorflow`;
    const wheel = `${wheelName}==${version}`;
    run(inside, ['-m', 'pip', 'install', '--disable-pip-version-check', '-q', wheel], advice);
  }
  return run(inside, ['-c', locate], `remove ${venv} and run this again`);
}

function holds(python, version) {
  try {
    return run(python, ['-c', versionOf(wheelName)], '') === version;
  } catch {
    return false;
  }
}

function pythonVersion(python) {
  return run(python, ['-c', 'import platform; print(platform.python_version())'], 'check it');
}
