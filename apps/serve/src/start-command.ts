import { once } from 'node:events';
import { basename } from 'node:path';
import { defineCommand, existingFile, UsageError, type CommandContext } from '@gender/cli';
import { required } from '@gender/core';
import { engineOptions } from '@gender/engine-cli';
import { faceTreatments } from '@gender/classifier';
import { createServer, defaultLimits, listen, type ServedModel } from '@gender/server';
import { lookingForFaces } from '@gender/evaluation';
import * as z from 'zod';

/** The environment variable that holds the key; a flag would show it to every user of the machine. */
const API_KEY = 'GENDER_SERVE_API_KEY';

const megabyte = 2 ** 20;
const wholeNumber = z.number().int().min(1);

/** `gender-serve start`. */
export const startCommand = defineCommand({
  name: 'start',
  summary: 'Serve models until the process is told to end',
  examples: [
    ['models/GenderDataset_Transfer_Model.h5', 'POST /v1/predict on http://127.0.0.1:8080'],
    ['faces=a.h5 small=b.h5 --port 80 --host 0.0.0.0', 'two models, to all who reach the machine'],
  ],
  options: {
    models: {
      schema: z.array(z.string().min(1)).min(1, 'expected at least one model'),
      description: 'files of transfer models, or NAME=FILE; a name is that of the file otherwise',
      positional: true,
    },
    port: {
      schema: z.number().int().min(0).max(65535).default(8080),
      description: 'where it listens; 0: any port that is free',
    },
    host: {
      schema: z.string().min(1).default('127.0.0.1'),
      description: 'address that it listens on; 0.0.0.0 for all',
    },
    page: {
      schema: z.string().min(1).optional(),
      description: 'folder of a page to show at /, such as the built playground',
      fallback: 'a page that sends pictures to the server',
    },
    calibrated: {
      schema: z.boolean().default(false),
      description: 'probabilities calibrated by the temperature of each model',
    },
    faces: {
      schema: z.enum(faceTreatments).optional(),
      description:
        'what photos are taken for: find looks for their faces; trained does, where the model was trained on faces cut out of photos; none takes pictures for such faces',
      fallback: 'find, where the networks that find faces are installed',
    },
    maxPictures: {
      schema: wholeNumber.default(defaultLimits.pictures),
      description: 'pictures in one request',
    },
    maxPixels: {
      schema: wholeNumber.default(defaultLimits.pixels),
      description: 'pixels of one picture, looked at before it is decoded',
    },
    maxMegabytes: {
      schema: wholeNumber.default(defaultLimits.requestBytes / megabyte),
      description: 'size of one request, in MiB',
    },
    maxWaiting: {
      schema: wholeNumber.default(defaultLimits.waitingPictures),
      description: 'pictures that may wait for a model; more are answered with 503',
    },
    maxSeconds: {
      schema: wholeNumber.default(defaultLimits.answerSeconds),
      description: 'time for the answer to a request',
    },
    ...engineOptions,
  },
  run: async (options, context) => {
    const {
      port,
      host,
      models: named,
      maxPictures,
      maxPixels,
      maxMegabytes,
      maxWaiting,
      maxSeconds,
    } = options;
    const [one, ...others] = named.map(servedModel);
    const first = required(one, 'the model that --models asks for');
    const { engine, device, threads, page, calibrated } = options;
    const { logger, signal } = context;
    const apiKey = keyOf(process.env[API_KEY], host, context);
    const served = {
      ...{ models: [first, ...others] as const, engine, device, threads, page, calibrated, apiKey },
      version: required(context.versions['@gender/server'], 'the version of the server'),
      logger,
      limits: {
        ...{ pictures: maxPictures, pixels: maxPixels, requestBytes: maxMegabytes * megabyte },
        ...{ waitingPictures: maxWaiting, answerSeconds: maxSeconds },
      },
    };
    const server = await lookingForFaces({ faces: options.faces, logger }, (faces) =>
      createServer({ ...served, faces }),
    );
    try {
      const url = await listen(server, { host, port });
      logger.info(`listening on ${url}`);
      if (!signal.aborted) await once(signal, 'abort');
      logger.info('closing: requests that were accepted are answered');
      return { url, models: [first, ...others].map(({ name }) => name) };
    } finally {
      await server.close();
    }
  },
  print: ({ url }) => `${url} is closed`,
});

/** `NAME=FILE`, or a file that is called as its model: `a/Faces_Transfer_Model.h5` is `Faces`. */
function servedModel(word: string): ServedModel {
  const [, name, file = word] = /^([\w.-]+)=(.+)$/.exec(word) ?? [];
  const path = existingFile(file, 'train one with gender-train train');
  return { name: name ?? basename(path).replace(/(?:_Transfer_Model)?\.[^.]+$/, ''), path };
}

function keyOf(
  key: string | undefined,
  host: string,
  { logger }: CommandContext,
): string | undefined {
  if (key === '') throw new UsageError(`${API_KEY} is set to nothing; unset it, or give it a key`);
  const isLocal = /^(?:127\.|localhost$|::1$)/.test(host);
  if (key === undefined && !isLocal) {
    logger.warn(`whoever reaches this machine may send pictures; set ${API_KEY} to ask for a key`);
  }
  return key;
}
