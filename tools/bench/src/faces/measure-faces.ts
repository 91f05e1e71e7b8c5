// How many faces are found in pictures whose middle shows one, and in scenes of 640×480 with one face; and in how many scenes without one something is.
// node --import tsx --conditions=@gender/source tools/bench/src/faces/measure-faces.ts --pictures=lfw --scenes=200
// node --import tsx --conditions=@gender/source tools/bench/src/faces/measure-faces.ts --pictures=lfw --whole
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, required } from '@gender/core';
import { FaceFinder, largestFirst, type Box } from '@gender/faces';
import { decodePicture } from '@gender/image';
import { positiveInteger, nonNegativeInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { drawScene, LFW, placeFace, type PastedFace } from './draw-scene.js';

const { pictures, whole, scenes, from, threshold } = readFlags({
  usage: 'measure-faces.ts --pictures FOLDER [--whole] [--scenes N] [--from 0] [--threshold 0.65]',
  switches: ['whole'],
  schema: z.object({
    /** A folder of pictures whose middle shows a face, as in LFW. */
    pictures: z.string(),
    /** Looks at the pictures themselves, not at scenes. */
    whole: z.boolean().default(false),
    /** How many scenes, or pictures; without it 200 scenes, or all pictures. */
    scenes: positiveInteger.optional(),
    /** The first scene, which is its seed as well, so that parts make the whole; or picture. */
    from: nonNegativeInteger.default(0),
    /** The lowest score of a face; without it those of the library. */
    threshold: z.coerce.number().min(0).max(1).optional(),
  }),
});

const files = readdirSync(pictures, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(jpe?g|png)$/i.test(name))
  .sort();

await using finder = await FaceFinder.open({ threads: 1 });
await (whole ? measurePictures() : measureScenes());

/** Whether the face in the middle of each picture is found, and is the largest of those that are. */
async function measurePictures(): Promise<void> {
  const middle = { x: LFW.size / 2, y: LFW.size / 2, size: LFW.face };
  const looked = files.slice(from, scenes === undefined ? undefined : from + scenes);
  let [found, largest] = [0, 0];
  for (const file of looked) {
    const faces = await finder.find(await decodePicture(join(pictures, file)), { threshold });
    const [first] = largestFirst(faces);
    if (faces.some(({ box }) => shows(box, middle))) found += 1;
    if (first !== undefined && shows(first.box, middle)) largest += 1;
    else report(file, faces);
  }
  print({ from, pictures: looked.length, found, largest });
}

/** Whether the face in each scene is found, and whether something is in the same kind of scene without one. */
async function measureScenes(): Promise<void> {
  const count = scenes ?? 200;
  let [found, falsely, beside] = [0, 0, 0];
  for (let scene = from; scene < from + count; scene += 1) {
    const random = createRandom(scene);
    const face = placeFace(random);
    const file = join(pictures, required(files[random.integer(files.length)], 'a picture'));
    const faces = await finder.find(await drawScene(random, { face, file }), { threshold });
    const empty = await finder.find(await drawScene(random), { threshold });
    if (faces.some(({ box }) => shows(box, face))) found += 1;
    if (faces.some(({ box }) => !shows(box, face))) beside += 1;
    if (empty.length > 0) falsely += 1;
    report(`${scene}: ${face.size.toFixed(0)} pixels, turned by ${face.angle.toFixed(0)}°`, faces);
    if (empty.length > 0) report(`${scene}, without a face`, empty);
  }
  print({ from, scenes: count, found, beside, falsely });
}

function report(what: string, faces: Awaited<ReturnType<typeof finder.find>>): void {
  const seen = faces.map(({ score, box }) => `${score.toFixed(3)} ${box.width.toFixed(0)} pixels`);
  process.stdout.write(`${what}: ${seen.join(', ') || 'nothing'}\n`);
}

function print(counts: Readonly<Record<string, number>>): void {
  process.stdout.write(`${JSON.stringify(counts)}\n`);
}

/** Whether the middle of a box lies on a face, and the box is about as large. */
function shows(
  { left, top, width, height }: Box,
  { x, y, size }: Omit<PastedFace, 'angle'>,
): boolean {
  const away = Math.hypot(left + width / 2 - x, top + height / 2 - y);
  return away < size / 2 && width > size / 2 && width < size * 2;
}
