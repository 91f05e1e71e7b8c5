import { readNetwork, writeNetwork } from '@gender/formats';
import { matFileOf } from '../fixtures/networks.js';
import type { Contest, Pair } from '../harness/pair.js';
import { secondsOf } from '../harness/seconds-of.js';
import { PythonProcess } from '../python/python-process.js';
import type { Workbench } from '../workbench.js';

/**
 * `vgg_face.mat` to a Keras file, against SciPy's `loadmat`, which reads all arrays and writes
 * nothing. The descriptor takes the convolutions alone and does not inflate what follows them;
 * `convert-top` reads and writes the whole network.
 */
export const convertPairs: readonly Pair[] = [
  pair('convert', { includeTop: false }, '≤ 1'),
  pair('convert-top', { includeTop: true }),
];

function pair(name: string, kept: { includeTop: boolean }, bar?: string): Pair {
  const prepare = async (bench: Workbench): Promise<Contest> => {
    const file = await matFileOf(bench);
    const python = await PythonProcess.start(bench, 'load_mat.py', { file });
    const convert = async (): Promise<void> =>
      writeNetwork(bench.path(`${name}.h5`), await readNetwork(file, kept));
    return {
      ours: () => secondsOf(convert),
      theirs: () => python.run(),
      [Symbol.asyncDispose]: () => python[Symbol.asyncDispose](),
    };
  };
  return { name, baseline: 'scipy', unit: 's', bar, prepare };
}
