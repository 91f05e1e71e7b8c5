import { readFile } from 'node:fs/promises';
import { FileError } from '@gender/core/node';
import { ClassifierError } from './classifier-error.js';
import {
  configError,
  trainingConfigSchema,
  type CompleteTrainingConfig,
} from './training-config.js';

/**
 * Reads a config file, a JSON object of `TrainingConfig`.
 *
 * @returns what the file says, with the defaults of what it leaves open
 * @throws FileError when it cannot be read.
 * @throws ClassifierError (`CLASSIFIER_CONFIG`) naming the key that is unknown or out of range.
 */
export async function readTrainingConfig(path: string): Promise<CompleteTrainingConfig> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw FileError.from(path, 'read', cause);
  });
  const parsed = trainingConfigSchema.safeParse(parseJson(path, text));
  if (parsed.success) return parsed.data;
  throw configError(parsed.error, path);
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `${path} is not JSON: ${why}`;
    throw new ClassifierError('CLASSIFIER_CONFIG', message, { cause });
  }
}
