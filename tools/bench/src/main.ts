import { letHeapGrow } from '@gender/cli';
import { usage, UsageError } from './options.js';
import { run } from './run.js';

letHeapGrow(); // as the programs do
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error('interrupted')));
}
const io = {
  print: (line: string) => void process.stdout.write(`${line}\n`),
  tell: (line: string) => void process.stderr.write(`${line}\n`),
  signal: stop.signal,
};
const args = process.argv.slice(2);
if (args.includes('--help')) io.print(usage);
else {
  await run(args, io).catch((error: unknown) => {
    io.tell(`error: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  });
}
