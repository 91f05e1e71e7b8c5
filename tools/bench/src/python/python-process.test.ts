import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../harness/pair.js';
import { quickScale } from '../scale.js';
import { Workbench } from '../workbench.js';
import { PythonProcess } from './python-process.js';

let workDir = '';
beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'python '));
});
afterEach(() => rm(workDir, { recursive: true }));

/** A workbench whose Python is a shell script. */
async function benchWith(script: string): Promise<Workbench> {
  const python = join(workDir, 'python');
  await writeFile(python, `#!/bin/sh\n${script}\n`);
  await chmod(python, 0o755);
  return Workbench.open({ scale: quickScale, threads: 2, workDir, python });
}

describe('PythonProcess', () => {
  it('waits until the script is ready and asks it for each run', async () => {
    const bench = await benchWith(
      `echo '{"ready":{}}'; while read -r line; do echo '{"seconds":0.5}'; done`,
    );
    await using python = await PythonProcess.start(bench, 'load_mat.py', {});
    expect([await python.run(), await python.run()]).toEqual([0.5, 0.5]);
  });

  it('gives the script its path, its arguments and the number of threads', async () => {
    const bench = await benchWith(
      `printf '{"error":"%s %s"}\\n' "$(basename "$1")" "$(echo "$2" | tr -d '"')"`,
    );
    const starting = PythonProcess.start(bench, 'load_mat.py', { file: 'a' });
    await expect(starting).rejects.toThrow('load_mat.py {file:a,threads:2}');
  });

  it('is unavailable without an interpreter, or when a package is missing in it', async () => {
    const none = await Workbench.open({ scale: quickScale, threads: 1, workDir });
    const absent = await Workbench.open({
      scale: quickScale,
      threads: 1,
      workDir,
      python: join(workDir, 'absent'),
    });
    const bare = await benchWith(`echo '{"error":"no module"}'`);
    for (const bench of [none, absent, bare]) {
      const starting = PythonProcess.start(bench, 'load_mat.py', {});
      await expect(starting).rejects.toThrow(UnavailableError);
    }
  });

  it('says what a script said that ended in an error', async () => {
    const bench = await benchWith('echo "Traceback: broken" >&2; exit 1');
    const starting = PythonProcess.start(bench, 'load_mat.py', {});
    await expect(starting).rejects.toThrow('Traceback: broken');
  });
});
