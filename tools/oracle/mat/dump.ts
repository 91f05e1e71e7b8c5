import { readMat } from '@gender/mat';
import { plain } from '../../../libs/mat/test/plain.js';

// Prints what @gender/mat reads from every file given, or its error, as one JSON object.
const read: Record<string, unknown> = {};
for (const path of process.argv.slice(2)) {
  try {
    const variables = await readMat(path);
    read[path] = Object.fromEntries([...variables].map(([name, value]) => [name, plain(value)]));
  } catch (cause) {
    read[path] = { error: String(cause) };
  }
}
process.stdout.write(`${JSON.stringify(read)}\n`);
