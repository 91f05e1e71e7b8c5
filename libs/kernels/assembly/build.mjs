// Compiles the kernels and writes them, as base64, into modules that work wherever modules do.
import { Buffer } from 'node:buffer';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** Each module: its entry, the target of `asconfig.json` it is compiled for, and the name of its constant. */
const modules = [
  { name: 'kernels', entry: 'index.ts', target: 'training', constant: 'kernelsWasm' },
  { name: 'resample', entry: 'resample.ts', target: 'resampling', constant: 'resampleWasm' },
];

const here = fileURLToPath(new URL('.', import.meta.url));
const generated = new URL('../src/generated/', import.meta.url);
await mkdir(generated, { recursive: true });
for (const { name, entry, target, constant } of modules) {
  const wasm = await compile(entry, target);
  await writeFile(
    new URL(`${name}-wasm.ts`, generated),
    `/** The compiled kernels, base64; made from assembly/${entry} by the target \`wasm\`. */\n` +
      `export const ${constant}: string =\n  '${wasm.toString('base64')}';\n`,
  );
  console.log(`${name}.wasm: ${wasm.length} bytes`);
}

async function compile(entry, target) {
  const outputs = new Map();
  const options = ['--config', 'asconfig.json', '--target', target, '--baseDir', here];
  const { error, stderr } = await asc.main([entry, ...options, '--outFile', 'module.wasm'], {
    writeFile: (file, content) => void outputs.set(file, content),
  });
  const complaints = stderr.toString();
  if (error ?? complaints) {
    console.error(complaints);
    throw error ?? new Error('the compiler warns; kernels are built without warnings');
  }
  return Buffer.from(outputs.get('module.wasm'));
}
