import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { writeTransferModel } from '@gender/classifier';
import { memorySource, required } from '@gender/core';
import { openFileSource } from '@gender/core/node';
import { choosePreprocessing, NetworkBackbone } from '@gender/features';
import { importMatConvNet } from '@gender/matconvnet';
import { chainNetworks, type FaceRule, type Network } from '@gender/network';
import { readOnnx, toOnnx } from '@gender/onnx';

/** The backbone of the demo, in the layout of the published file. */
const backboneFile = new URL('../../../../models/demo/vgg_face_demo.mat', import.meta.url);
/** A head that was trained on the demo's drawn faces, with its classes and its temperature. */
const headFile = new URL('../../model/head.onnx', import.meta.url);

/** The backbone of the demo, and a head that was trained on its drawn faces. */
async function readDemoParts(): Promise<{ backbone: Network; head: Network }> {
  await using file = await openFileSource(fileURLToPath(backboneFile));
  return {
    backbone: await importMatConvNet(file, { includeTop: false }),
    head: await readOnnx(memorySource(await readFile(headFile), 'head.onnx')),
  };
}

/** Makes the transfer model that the page is shipped with, of drawn faces, and writes it: for pages as ONNX. */
export async function writeDemoModel(target: string | URL): Promise<void> {
  const { backbone, head } = await readDemoParts();
  const { classes, temperature } = head;
  // As the head's training fed them: squeezed to a square.
  const feeding = required(backbone.normalization, 'the normalization of the demo');
  const normalization = { ...feeding, keepAspect: false };
  const whole = {
    ...chainNetworks(backbone, head),
    name: 'demo',
    classes,
    temperature,
    normalization,
  };
  await writeFile(target, toOnnx(whole));
}

/**
 * Writes the same model as training does, as Keras' `.h5`.
 *
 * @param faces - how the faces that it was trained on are said to have been cut out of photos
 */
export async function writeDemoKerasModel(target: string, faces?: FaceRule): Promise<void> {
  const { backbone, head } = await readDemoParts();
  const classes = required(head.classes, 'the classes of the demo');
  const preprocessing = choosePreprocessing(new NetworkBackbone(backbone), { keepAspect: false });
  await writeTransferModel(target, { backbone, head, classes, preprocessing, faces });
}
