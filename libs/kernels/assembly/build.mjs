// Compiles the kernels and writes them, as base64, into a module that works wherever modules do.
import { Buffer } from 'node:buffer';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));
const generated = new URL('../src/generated/', import.meta.url);

const outputs = new Map();
const { error, stderr } = await asc.main(
  ['index.ts', '--config', 'asconfig.json', '--baseDir', here, '--outFile', 'kernels.wasm'],
  { writeFile: (name, content) => void outputs.set(name, content) },
);
const complaints = stderr.toString();
if (error ?? complaints) {
  console.error(complaints);
  throw error ?? new Error('the compiler warns; kernels are built without warnings');
}
const wasm = Buffer.from(outputs.get('kernels.wasm'));
await mkdir(generated, { recursive: true });
await writeFile(
  new URL('kernels-wasm.ts', generated),
  `/** The compiled kernels, base64; made from assembly/ by the target \`wasm\`. */\n` +
    `export const kernelsWasm: string =\n  '${wasm.toString('base64')}';\n`,
);
console.log(`kernels.wasm: ${wasm.length} bytes`);
