// The publish gate: every package must pass publint and "are the types wrong" as npm would pack it.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
const folders = ['libs', 'apps'].flatMap((parent) =>
  readdirSync(join(root, parent)).map((name) => join(parent, name)),
);
const failed = folders.filter((folder) => !passes(folder));
console.log(
  failed.length === 0
    ? `${folders.length} packages may be published`
    : `not publishable: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

function passes(folder) {
  const { private: isPrivate } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  if (isPrivate) return true;
  return (
    run('publint', ['run', folder, '--strict']) &&
    run('attw', ['--pack', folder, '--profile', 'esm-only', '--format', 'ascii', '--quiet'])
  );
}

function run(command, words) {
  const { status, stdout, stderr } = spawnSync('npx', [command, ...words], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) console.error(`${command} ${words.join(' ')}\n${stdout}${stderr}`);
  return status === 0;
}
