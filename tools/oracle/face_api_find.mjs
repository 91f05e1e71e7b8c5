// Faces and their points by @vladmandic/face-api itself, on its WebAssembly backend:
//
//   node tools/oracle/face_api_find.mjs <judge> <output.json> <picture…>
//
// <judge> is a folder as `face_api.mjs` needs it. Each picture is a square, so large that nothing is
// resized: of 112x112 pixels, one face, of which the 68 points are found, as shares of the picture; or of
// a multiple of 32, in which the tiny face detector finds boxes.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import sharp from 'sharp';

const FACE = 112;

const [judge, output, ...pictures] = process.argv.slice(2);
if (pictures.length === 0) {
  console.error('usage: face_api_find.mjs <judge> <output.json> <picture…>');
  process.exit(2);
}

const require = createRequire(join(resolve(judge), 'package.json'));
const folderOf = (file) => dirname(require.resolve(file));
require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(`${folderOf('@tensorflow/tfjs-backend-wasm')}/`);
const {
  nets,
  tf,
  TinyFaceDetectorOptions,
} = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
await tf.setBackend('wasm');
await tf.ready();
const models = join(folderOf('@vladmandic/face-api/package.json'), 'model');
for (const net of [nets.tinyFaceDetector, nets.faceLandmark68Net]) await net.loadFromDisk(models);

/** The picture as a tensor. */
async function read(picture) {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return tf.tensor3d(new Uint8Array(data), [info.height, info.width, 3]);
}

const found = {};
for (const picture of pictures) {
  const pixels = await read(picture);
  const [size] = pixels.shape;
  if (size === FACE) {
    const { relativePositions } = await nets.faceLandmark68Net.detectLandmarks(pixels);
    found[basename(picture)] = { points: relativePositions.map(({ x, y }) => [x, y]) };
  } else {
    const options = new TinyFaceDetectorOptions({ inputSize: size, scoreThreshold: 0.3 });
    const faces = await nets.tinyFaceDetector.locateFaces(pixels, options);
    const boxes = faces.map(({ score, box: { x, y, width, height } }) => [
      x,
      y,
      width,
      height,
      score,
    ]);
    found[basename(picture)] = { boxes };
  }
}
writeFileSync(output, `${JSON.stringify(found)}\n`);
console.log(`${pictures.length} pictures by tfjs ${tf.version_core}, ${tf.getBackend()}`);
