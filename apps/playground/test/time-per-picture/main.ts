// How long a picture takes in a page, ours and face-api's own code on its WebAssembly backend, one after the other:
// node --import tsx --conditions=@gender/source apps/playground/test/time-per-picture/main.ts --wasm FOLDER
// FOLDER: `dist` of @tensorflow/tfjs-backend-wasm 4.22.0, whose files face-api does not bring.
import { Console } from 'node:console';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { required } from '@gender/core';
import { readNetwork } from '@gender/formats';
import { chainNetworks, dense, NetworkBuilder } from '@gender/network';
import { toOnnx } from '@gender/onnx';
import { tensor } from '@gender/tensor';
import { ChromiumPage } from '@gender/testing/chromium';
import { readFlags } from '@gender/testing/flags';
import { build, type InlineConfig } from 'vite';
import * as z from 'zod';
import { writeFaceNetworks } from '../../src/node/face-networks.js';

const terminal = new Console(process.stdout, process.stderr);
const { wasm } = readFlags({
  usage: 'time-per-picture/main.ts --wasm FOLDER, the WebAssembly of TensorFlow.js',
  schema: z.object({ wasm: z.string() }),
});
const faceApi = dirname(
  createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json'),
);
const root = fileURLToPath(new URL('./', import.meta.url));
const drawn = new URL('../../../../libs/faces/test/fixtures/', import.meta.url);
const folder = await mkdtemp(join(tmpdir(), 'time-per-picture-'));
const figures = z.record(z.string(), z.object({ ours: z.number(), faceApi: z.number() }));

try {
  const given = join(folder, 'given');
  await cp(join(faceApi, 'dist/face-api.esm.js'), join(given, 'face-api.js'));
  await cp(join(faceApi, 'model'), join(given, 'model'), { recursive: true });
  await cp(wasm, join(given, 'wasm'), { recursive: true });
  await cp(fileURLToPath(drawn), join(given, 'faces'), { recursive: true });
  await writeFaceNetworks(pathToFileURL(`${given}/`));
  await writeFile(join(given, 'model.onnx'), await modelOverFaceApi());
  const page: InlineConfig = {
    ...{ root, configFile: false, logLevel: 'silent', publicDir: given, base: './' },
    resolve: { conditions: ['@gender/source', 'module', 'browser', 'development|production'] },
    worker: { format: 'es' },
    build: { outDir: join(folder, 'dist'), target: 'es2023' },
    preview: {
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  };
  await build(page);
  await using opened = await ChromiumPage.open(page);
  opened.page.setDefaultTimeout(600_000);
  const found = figures.parse(await opened.page.evaluate('measure()'));
  for (const [what, { ours, faceApi: theirs }] of Object.entries(found)) {
    terminal.log(`${what}: ${ours.toFixed(1)} ms, face-api ${theirs.toFixed(1)} ms: ${(ours / theirs).toFixed(2)} of its time`); // prettier-ignore
  }
} finally {
  await rm(folder, { recursive: true });
}

/** A transfer model over face-api's network of recognition, whose head is one dense layer: it costs nothing. */
async function modelOverFaceApi(): Promise<Uint8Array> {
  const backbone = await readNetwork('face-api', { includeTop: false });
  const normalization = required(backbone.normalization, 'how the network is fed');
  const builder = new NetworkBuilder({ name: 'features', shape: [256] });
  const kernel = tensor('float32', [256, 2], new Float32Array(512).fill(0.01));
  builder.add(dense('logits', builder.output, { kernel }));
  builder.add({ type: 'softmax', name: 'probabilities', inputs: [builder.output] });
  const head = builder.build({ name: 'head' });
  const faces = { version: 1, detector: 'face-api', which: 'largest', template: 'dlib', size: 150 };
  return toOnnx({
    ...chainNetworks(backbone, head),
    ...{ name: 'over-face-api', classes: ['Female', 'Male'] },
    normalization: { ...normalization, faces: { ...faces, which: 'largest' } },
  });
}
