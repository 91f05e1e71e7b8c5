import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { withLock } from '../src/node/with-lock.js';

/** Adds 1 to the number in a file so many times, or holds its lock for ever. */
const [path = '', times = ''] = process.argv.slice(2);
if (times === 'hold') {
  await withLock(path, {}, async () => {
    process.stdout.write('holding\n');
    await setTimeout(2 ** 30);
  });
}
if (times === 'exit') await withLock(path, {}, () => process.exit(3));
for (let time = 0; time < Number(times); time++) {
  await withLock(path, {}, async () => {
    const count = Number(await readFile(path, 'utf8'));
    await setTimeout(1);
    await writeFile(path, String(count + 1));
  });
}
