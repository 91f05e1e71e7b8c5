// Descriptors of faces by @vladmandic/face-api itself, on its WebAssembly backend:
//
//   node tools/oracle/face_api.mjs <judge> <faces.png> <descriptors.json>
//
// <judge> is a folder where `npm install --ignore-scripts @vladmandic/face-api@1.7.15
// @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0` was run; <faces.png> holds faces of
// 150x150 side by side, so that nothing is resized. Each descriptor is 128 numbers.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import sharp from 'sharp';

const SIZE = 150;
const [judge, picture, output] = process.argv.slice(2);
if (output === undefined) {
  console.error('usage: face_api.mjs <judge> <faces.png> <descriptors.json>');
  process.exit(2);
}

const require = createRequire(join(resolve(judge), 'package.json'));
const folderOf = (file) => dirname(require.resolve(file));
require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(`${folderOf('@tensorflow/tfjs-backend-wasm')}/`);
const { nets, tf } = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
await tf.setBackend('wasm');
await tf.ready();
await nets.faceRecognitionNet.loadFromDisk(
  join(folderOf('@vladmandic/face-api/package.json'), 'model'),
);

const { data, info } = await sharp(picture)
  .removeAlpha()
  .raw()
  .toBuffer({ resolveWithObject: true });
const faces = tf.tensor3d(new Uint8Array(data), [info.height, info.width, 3]);
const descriptors = [];
for (let left = 0; left < info.width; left += SIZE) {
  const face = tf.slice(faces, [0, left, 0], [SIZE, SIZE, 3]);
  descriptors.push([...(await nets.faceRecognitionNet.computeFaceDescriptor(face))]);
}
writeFileSync(output, `${JSON.stringify(descriptors)}\n`);
console.log(`${descriptors.length} descriptors by tfjs ${tf.version_core}, ${tf.getBackend()}`);
