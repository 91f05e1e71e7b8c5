import { createRequire } from 'node:module';
import { copyFile, writeFile } from 'node:fs/promises';
import { readNetwork } from '@gender/formats';
import { toOnnx } from '@gender/onnx';

/** The networks that find faces in a page, by the names of their files. */
const networks = {
  'face-detector.onnx': 'face-api-detector',
  'face-landmarks.onnx': 'face-api-landmarks',
};

/** Writes the networks of `@vladmandic/face-api` that find faces, and their licence. */
export async function writeFaceNetworks(folder: URL): Promise<void> {
  for (const [file, name] of Object.entries(networks)) {
    await writeFile(new URL(file, folder), toOnnx(await readNetwork(name)));
  }
  const manifest = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json');
  await copyFile(
    manifest.replace('package.json', 'LICENSE'),
    new URL('face-networks-license.txt', folder),
  );
}
