import { defineCommand, existingFile, formatTable } from '@gender/cli';
import { engineOptions } from '@gender/engine-cli';
import { recognisePictures, type PictureError } from '@gender/classifier';
import { required } from '@gender/core';
import type { SkippedPicture } from '@gender/evaluation';
import * as z from 'zod';
import { onBadOption } from './model-options.js';

/** `gender-evaluate recognise`. */
export const recogniseCommand = defineCommand({
  name: 'recognise',
  summary: 'Name the persons that a complete face recogniser sees on pictures',
  examples: [['models/VGG_Face.h5 a.jpg b.jpg', 'the five most probable names for each']],
  options: {
    model: {
      schema: z.string(),
      description: 'a network file with class names, of any format that gender-convert reads',
      positional: true,
    },
    images: {
      schema: z.array(z.string()).min(1, 'expected at least one picture'),
      description: 'pictures of faces',
      positional: true,
    },
    top: {
      schema: z.number().int().min(1).default(5),
      description: 'how many names for each picture',
    },
    ...onBadOption,
    ...engineOptions,
  },
  run: async ({ model, onBad, ...options }, context) => {
    const advice = 'make it with gender-convert convert --include-top --output FILE';
    const path = existingFile(model, advice);
    const skipped: SkippedPicture[] = [];
    const onBadPicture = ({ file, code, message: reason }: PictureError): void => {
      context.logger.warn(`left out: ${reason}`);
      skipped.push({ file: required(file, 'the path of a picture'), code, reason });
    };
    const skipping = onBad === 'skip' ? { onBadPicture } : {};
    const images = await recognisePictures({ ...options, ...context, ...skipping, model: path });
    return { images, skipped };
  },
  print: ({ images }) =>
    formatTable(
      ['picture', 'name', 'probability'],
      images.flatMap(({ file, top }) =>
        top.map(({ name, probability }, rank) => [
          rank === 0 ? file : '',
          name,
          probability.toFixed(6),
        ]),
      ),
    ),
});
