import { basename, extname, join } from 'node:path';
import { defineCommand, existingFile, formatTable } from '@gender/cli';
import { uniqueName } from '@gender/core';
import { writeFileWhole } from '@gender/core/node';
import { engineOptions } from '@gender/engine-cli';
import {
  besidePhoto,
  explainPictures,
  overlay,
  type Explanation,
  type FaceInPhoto,
  type FacelessFile,
  type HeatMap,
} from '@gender/evaluation';
import { encodePng } from '@gender/image';
import * as z from 'zod';
import { describeBox } from './describe-box.js';
import { modelOptions } from './model-options.js';

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
      description: 'pictures, and folders of pictures; each face of a photo is explained',
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
    faces: modelOptions.faces,
    ...engineOptions,
  },
  run: async ({ output, ...options }, context) => {
    const model = existingFile(options.model, 'train it with gender-train train');
    const taken = new Set<string>();
    const images: ExplainedImage[] = [];
    for await (const found of explainPictures({ ...options, ...context, model })) {
      const { file, label } = found;
      if (label === null) {
        images.push({ file, label, reason: found.reason });
        continue;
      }
      const { probability, face, gradCam, occlusion } = found;
      const plain = basename(file, extname(file));
      const name = uniqueName(plain, (each) => taken.has(each));
      taken.add(name);
      const write = (map: HeatMap, kind: string): Promise<string> =>
        writeOverlay(join(output, `${name}.${kind}.png`), found, map);
      images.push({
        ...{ file, ...(face && { box: face.box }), label, probability },
        ...(gradCam && { gradCam: { ...asData(gradCam), file: await write(gradCam, 'grad-cam') } }),
        occlusion: { ...asData(occlusion), file: await write(occlusion, 'occlusion') },
      });
    }
    return { images, meanings };
  },
  print: ({ images }) =>
    [
      formatTable(
        ['picture', 'face', 'class', 'probability', 'Grad-CAM', 'occlusion'],
        images.map((image) => {
          if (image.label === null) return [image.file, image.reason, '', '', '', ''];
          const { file, box, label, probability, gradCam, occlusion } = image;
          return [
            ...[file, box ? describeBox(box) : 'whole picture', label, probability.toFixed(6)],
            ...[gradCam?.file ?? '-', occlusion.file],
          ];
        }),
      ),
      ...Object.values(meanings),
      'Each map has its full colour at its own strongest place: maps of two pictures do not compare.',
    ].join('\n'),
});

async function writeOverlay(
  path: string,
  { picture, face }: Pick<Explanation, 'picture' | 'face'>,
  map: HeatMap,
): Promise<string> {
  const plain = overlay(picture, map);
  await writeFileWhole(path, await encodePng(face ? besidePhoto(plain, face) : plain));
  return path;
}

/** A map as data, and the picture that shows it. */
interface WrittenMap {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
  readonly file: string;
}

/** What was found of a picture, or of a face in it. */
type ExplainedImage =
  | FacelessFile
  | {
      readonly file: string;
      readonly box?: FaceInPhoto['box'];
      readonly label: string;
      readonly probability: number;
      readonly gradCam?: WrittenMap;
      readonly occlusion: WrittenMap;
    };

function asData({ rows, columns, values }: HeatMap): Omit<WrittenMap, 'file'> {
  return { rows, columns, values: [...values] };
}
