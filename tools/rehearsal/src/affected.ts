// For an edit of each library, what Nx would build and test again, next to what the manifests say:
// npm run affected -- [library …]
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { dependentsOf, neededBy, readPackages } from './package-graph.js';
import { Transcript } from './transcript.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const transcript = new Transcript();
const wanted = process.argv.slice(2);
const packages = readPackages(root, ['libs', 'apps', 'tools']);
const edited = packages.filter(
  ({ folder, title }) =>
    folder.startsWith('libs/') && (wanted.length === 0 || wanted.includes(title)),
);

transcript.line('| edited | projects | besides it |\n| --- | --- | --- |');
for (const { title, folder } of edited) {
  const affected = await affectedBy(`${folder}/src/index.ts`);
  const expected = dependentsOf(title, packages, neededBy);
  const others = affected.filter((name) => name !== title);
  transcript.line(`| ${title} | ${affected.length} | ${others.join(', ') || '–'} |`);
  const missing = expected.filter((name) => !affected.includes(name));
  const surplus = affected.filter((name) => !expected.includes(name));
  if (missing.length + surplus.length === 0) continue;
  process.exitCode = 1;
  transcript.failed(`${title}: missing ${missing.join(', ')}; without a reason ${surplus.join(', ')}`); // prettier-ignore
}

async function affectedBy(file: string): Promise<string[]> {
  const words = ['show', 'projects', '--affected', `--files=${file}`, '--json'];
  const nx = join(root, 'node_modules/.bin/nx');
  const { stdout } = await promisify(execFile)(nx, words, { cwd: root });
  return z.array(z.string()).parse(JSON.parse(stdout)).sort();
}
