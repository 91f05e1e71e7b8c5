import { basename, extname, join } from 'node:path';
import { defineCommand, existingFile, formatTable } from '@gender/cli';
import { uniqueName } from '@gender/core';
import { writeFileWhole } from '@gender/core/node';
import { engineOptions } from '@gender/engine-cli';
import { explainPictures, overlay, type HeatMap } from '@gender/evaluation';
import { encodePng, type Picture } from '@gender/image';
import * as z from 'zod';

/** What each kind of map says, and what it does not. */
const meanings = {
  gradCam:
    'Grad-CAM: orange is where the features speak for the class, as the head weighs them. Coarse as the feature map is; it does not say that a part alone would do.',
  occlusion:
    'Occlusion: orange is where hiding a patch makes the class less probable, blue more. Parts that stand for each other show little, and a grey patch is a sight of its own.',
};

/** `gender-evaluate explain`. */
export const explainCommand = defineCommand({
  name: 'explain',
  summary: 'Write pictures that show where a model looks: Grad-CAM and occlusion',
  examples: [['models/Mine_Transfer_Model.h5 face.jpg', 'explained/face.grad-cam.png and others']],
  options: {
    model: {
      schema: z.string(),
      description: 'a transfer model',
      positional: true,
    },
    pictures: {
      schema: z.array(z.string()).min(1, 'expected at least one picture'),
      description: 'pictures, and folders of pictures, cut out as those of the training',
      positional: true,
    },
    output: {
      schema: z.string().default('explained'),
      description: 'folder for the overlays',
    },
    label: {
      schema: z.string().optional(),
      description: 'the class to explain',
      fallback: 'the one that each picture is called',
    },
    patches: {
      schema: z.number().int().min(2).max(32).default(8),
      description: 'patches along each side that are hidden in turn',
    },
    ...engineOptions,
  },
  run: async ({ output, ...options }, context) => {
    const model = existingFile(options.model, 'train it with gender-train train');
    const taken = new Set<string>();
    const images = [];
    for await (const found of explainPictures({ ...options, ...context, model })) {
      const { file, label, probability, picture, gradCam, occlusion } = found;
      const plain = basename(file, extname(file));
      const name = uniqueName(plain, (each) => taken.has(each));
      taken.add(name);
      const write = (map: HeatMap, kind: string): Promise<string> =>
        writeOverlay(join(output, `${name}.${kind}.png`), picture, map);
      images.push({
        ...{ file, label, probability },
        ...(gradCam && { gradCam: { ...asData(gradCam), file: await write(gradCam, 'grad-cam') } }),
        occlusion: { ...asData(occlusion), file: await write(occlusion, 'occlusion') },
      });
    }
    return { images, meanings };
  },
  print: ({ images }) =>
    [
      formatTable(
        ['picture', 'class', 'probability', 'Grad-CAM', 'occlusion'],
        images.map(({ file, label, probability, gradCam, occlusion }) => [
          ...[file, label, probability.toFixed(6)],
          ...[gradCam?.file ?? '-', occlusion.file],
        ]),
      ),
      ...Object.values(meanings),
      'Each map has its full colour at its own strongest place: maps of two pictures do not compare.',
    ].join('\n'),
});

async function writeOverlay(path: string, picture: Picture, map: HeatMap): Promise<string> {
  await writeFileWhole(path, await encodePng(overlay(picture, map)));
  return path;
}

function asData({ rows, columns, values }: HeatMap): {
  rows: number;
  columns: number;
  values: number[];
} {
  return { rows, columns, values: [...values] };
}
