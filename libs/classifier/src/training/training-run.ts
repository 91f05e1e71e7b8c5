import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Logger } from '@gender/core';
import {
  FileError,
  isFileSystemError,
  readManifest,
  sha256File,
  withLock,
  type Manifest,
} from '@gender/core/node';
import { eventsName, LEARNING_CURVES, RUN_RECORD, runFolder } from '../runs/run-record.js';

export interface TrainingRunOptions {
  /** The folder where models are. */
  models: string;
  /** What the files' names begin with. */
  name: string;
  /** Of all that decides the training's result. */
  fingerprint: string;
  logger?: Logger | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The files of one training: in a folder of its own while it goes on, at their published names when
 * it is over, and in that folder again when the model of another training takes these names.
 */
export class TrainingRun {
  readonly #options: TrainingRunOptions;

  constructor(options: TrainingRunOptions) {
    this.#options = options;
  }

  /** The training's own folder, `<models>/<name>_Training.<first digits of the fingerprint>`. */
  get folder(): string {
    return this.#folderOf(this.#options.fingerprint);
  }

  /** Does the work of this training alone; a second of the same waits until it is done. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    return withLock(this.folder, this.#options, async () => {
      try {
        return await work();
      } finally {
        await rmdir(this.folder).catch(() => undefined); // where nothing is in it
      }
    });
  }

  /**
   * Looks for what this training has made before, and gives it the published names.
   *
   * @returns whether it is there whole
   */
  async recall(): Promise<boolean> {
    return this.#alone(async () => {
      const { models, fingerprint } = this.#options;
      for (const [place, other] of [
        [models, this.folder],
        [this.folder, models],
      ] as const) {
        const manifest = await this.#manifestIn(place);
        if (manifest?.fingerprint !== fingerprint) continue;
        if (await holds([place, other], manifest)) return true;
      }
      return false;
    });
  }

  /**
   * Gives the files in the training's folder the published names. Files of another training that
   * have these names are moved to its folder; started again after a kill, it goes on.
   *
   * @returns the folder where an earlier model was moved to
   * @throws FileError when files cannot be moved.
   */
  async publish(): Promise<string | undefined> {
    return this.#alone(async () => {
      const kept = await this.#setAside();
      await move(this.#files, this.folder, this.#options.models);
      await rm(this.folder, { recursive: true, force: true });
      return kept;
    });
  }

  /** The manifest last: while it is at its old place, the move is not over. */
  get #files(): string[] {
    const { name } = this.#options;
    return [...outputNames(name), ...manifestNames(name)];
  }

  #folderOf(fingerprint: string): string {
    const { models, name } = this.#options;
    return join(models, `${name}_Training.${fingerprint.slice(0, 8)}`);
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const { models, name } = this.#options;
    return withLock(join(models, `${name}_Transfer_Model.h5`), this.#options, work);
  }

  async #manifestIn(folder: string): Promise<Manifest | undefined> {
    for (const model of modelNames(this.#options.name)) {
      const manifest = await readManifest(join(folder, model)).catch(() => undefined);
      if (manifest !== undefined) return manifest;
    }
    return undefined;
  }

  /** Moves what is not this training's away from the published names. */
  async #setAside(): Promise<string | undefined> {
    const { models, name, fingerprint } = this.#options;
    const earlier = await this.#manifestIn(models);
    if (earlier?.fingerprint !== undefined && earlier.fingerprint !== fingerprint) {
      const target = this.#folderOf(earlier.fingerprint);
      await move(this.#files, models, target);
      return target;
    }
    const own = (await this.#manifestIn(this.folder)) ?? earlier;
    const ours = new Set(own?.outputs && Object.values(own.outputs));
    const published = [...(await hashesOf(models, outputNames(name)))];
    const foreign = published.filter(([, hash]) => !ours.has(hash));
    const [first] = foreign;
    if (first === undefined) return undefined;
    const target = this.#folderOf(first[1]);
    const files = foreign.map(([file]) => file);
    await move(earlier?.fingerprint ? files : [...files, ...manifestNames(name)], models, target);
    return target;
  }
}

/** The names of a whole model: in Keras' format, and of a backbone that is run as it is in ONNX. */
function modelNames(name: string): string[] {
  return [`${name}_Transfer_Model.h5`, `${name}_Transfer_Model.onnx`];
}

function manifestNames(name: string): string[] {
  return modelNames(name).map((model) => `${model}.manifest.json`);
}

/** The files that a training makes, of one of the two models, but for their manifest. */
export function outputNames(name: string): string[] {
  return [
    ...modelNames(name),
    `${name}_Transfer_Weights.h5`,
    `${name}_History.csv`,
    `${name}_History.json`,
    `${runFolder(name)}/${RUN_RECORD}`,
    `${runFolder(name)}/${LEARNING_CURVES}`,
    `${runFolder(name)}/${eventsName(name)}`,
  ];
}

/** Whether all that a manifest names as outputs lies in one of two folders. */
async function holds(folders: readonly [string, string], { outputs }: Manifest): Promise<boolean> {
  if (outputs === undefined) return false;
  const files = Object.keys(outputs);
  const [first, second] = [await hashesOf(folders[0], files), await hashesOf(folders[1], files)];
  return files.every((file) => [first.get(file), second.get(file)].includes(outputs[file]));
}

/** The SHA-256 of each of the files that exist in a folder. */
export async function hashesOf(
  folder: string,
  files: readonly string[],
): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const file of files) {
    const hash = await sha256File(join(folder, file)).catch((cause: unknown) => {
      if (cause instanceof FileError && cause.code === 'FILE_NOT_FOUND') return undefined;
      throw cause;
    });
    if (hash !== undefined) hashes.set(file, hash);
  }
  return hashes;
}

/** Moves those of the files that exist. */
async function move(files: readonly string[], from: string, to: string): Promise<void> {
  for (const file of files) {
    try {
      await mkdir(dirname(join(to, file)), { recursive: true });
      await rename(join(from, file), join(to, file));
      if (dirname(file) !== '.') await rmdir(join(from, dirname(file))).catch(() => undefined);
    } catch (cause) {
      if (isFileSystemError(cause) && cause.code === 'ENOENT') continue;
      throw FileError.from(join(to, file), 'write', cause);
    }
  }
}
