// How many faces are found in scenes of 640×480 with one face, and in how many without one something is.
// node --import tsx --conditions=@gender/source tools/bench/src/faces/measure-faces.ts --pictures=lfw --scenes=200
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom, required } from '@gender/core';
import { FaceFinder, type Box } from '@gender/faces';
import * as z from 'zod';
import { drawScene, placeFace, type PastedFace } from './draw-scene.js';

const { values } = parseArgs({
  options: { pictures: { type: 'string' }, scenes: { type: 'string' }, from: { type: 'string' } },
});
const { pictures, scenes, from } = z
  .object({
    /** A folder of pictures whose middle shows a face, as in LFW. */
    pictures: z.string(),
    scenes: z.coerce.number().int().min(1).default(200),
    /** The first scene, which is its seed as well, so that parts make the whole. */
    from: z.coerce.number().int().min(0).default(0),
  })
  .parse(values);

const files = readdirSync(pictures, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(jpe?g|png)$/i.test(name))
  .sort();

await using finder = await FaceFinder.open({ threads: 1 });
let [found, falsely] = [0, 0];
for (let scene = from; scene < from + scenes; scene += 1) {
  const random = createRandom(scene);
  const face = placeFace(random);
  const file = join(pictures, required(files[random.integer(files.length)], 'a picture'));
  const faces = await finder.find(await drawScene(random, { face, file }));
  const empty = await finder.find(await drawScene(random));
  if (faces.some(({ box }) => shows(box, face))) found += 1;
  if (empty.length > 0) falsely += 1;
  const seen = faces.map(({ score }) => score.toFixed(2)).join(' ');
  const place = `${face.size.toFixed(0)} pixels, turned by ${face.angle.toFixed(0)}°`;
  process.stdout.write(`${scene}: ${place}: ${seen || 'nothing'}; without: ${empty.length}\n`);
}
process.stdout.write(`${JSON.stringify({ from, scenes, found, falsely })}\n`);

/** Whether the middle of a box lies on a face, and the box is about as large. */
function shows({ left, top, width, height }: Box, { x, y, size }: PastedFace): boolean {
  const away = Math.hypot(left + width / 2 - x, top + height / 2 - y);
  return away < size / 2 && width > size / 2 && width < size * 2;
}
