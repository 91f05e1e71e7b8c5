// Generates a library in a clone, and sees it pass at once: npm run rehearse:library -- [--keep]
import { ScratchClone } from './scratch-clone.js';
import { rehearse } from './rehearse.js';
import { join } from 'node:path';

const NAME = 'palette';
/** As somebody who has just generated it, and written nothing yet. */
const checks: readonly (readonly [title: string, program: string, ...words: string[]])[] = [
  ['lint', 'npx', 'nx', 'lint', NAME],
  ['typecheck', 'npx', 'nx', 'typecheck', NAME],
  ['test', 'npx', 'nx', 'test', NAME],
  ['references', 'npx', 'nx', 'sync:check'],
  ['format', 'npm', 'run', 'format:check'],
  ['check:sources', 'npm', 'run', 'check:sources'],
  ['map', 'npm', 'run', 'docs:map', '--', '--check'],
  ['tables', 'npm', 'run', 'docs:tables', '--', '--check'],
  ['check:dead', 'npm', 'run', 'check:dead'],
  ['builds', 'npx', 'nx', 'run-many', '-t', 'build'],
  ['check:packages', 'npm', 'run', 'check:packages'],
];

await rehearse(async (folder, transcript) => {
  const clone = await transcript.step(
    'git clone, npm ci',
    () => ScratchClone.create(join(folder, 'clone')),
    () => 'what is committed',
  );
  await transcript.step(
    `nx g @gender/nx-plugin:library ${NAME}`,
    () => clone.nx(['g', '@gender/nx-plugin:library', NAME, '--floor=1']),
    () => 'written',
  );
  const changed = await clone.run('git', ['status', '--short', '--untracked-files=all']);
  transcript.line(changed.trimEnd());
  for (const [title, program, ...words] of checks) {
    await transcript.step(title, () => clone.run(program, words), lastLine);
  }
});

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() ?? '';
}
