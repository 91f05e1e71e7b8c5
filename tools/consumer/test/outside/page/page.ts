/// <reference lib="dom" />
import { GenderClassifier, type Classified } from '@gender/classifier/browser';

/** Classifies pictures by their addresses, in every kind of picture that a page has. */
async function classify(
  model: string,
  sha256: string,
  addresses: string[],
): Promise<Classified[][]> {
  await using classifier = await GenderClassifier.load(model, { sha256 });
  const results: Classified[][] = [];
  for (const address of addresses) {
    const file = await (await fetch(address)).blob();
    const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const image = new Image();
    image.src = address;
    await image.decode();
    const kinds = [file, bitmap, canvas, image];
    results.push(await Promise.all(kinds.map((kind) => classifier.classify(kind))));
  }
  return results;
}

Object.assign(globalThis, { classify });
