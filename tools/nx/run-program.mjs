// Runs one command of a program as `npx` would from where the user stands:
// node tools/nx/run-program.mjs apps/trainer/bin/gender-train.js train
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { GENDER_WORDS_UNDER_NX: words, INIT_CWD: place } = process.env;
if (words === undefined || place === undefined) {
  throw new Error(
    'app-commands.mjs set no words: run one target with `nx run`, and leave NX_ISOLATE_PLUGINS alone',
  );
}
const [node, , bin, command] = process.argv;
const program = resolve(bin);
process.argv = [node, program, command, ...JSON.parse(words)];
process.chdir(place);
await import(pathToFileURL(program).href);
