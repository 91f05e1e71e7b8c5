import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from '@gender/cli';
import { runInMemory } from '@gender/cli/testing';
import { app as converter } from '@gender/converter';
import { app as evaluator } from '@gender/evaluator';
import { app as preparer } from '@gender/preparer';
import { solidPicture } from '@gender/testing';
import { app as trainer } from '@gender/trainer';

/** A network in the form of `vgg_face.mat`, small, with synthetic weights. */
export const miniature = fileURLToPath(new URL('fixtures/oxford_net_v7.mat', import.meta.url));

/**
 * Draws pictures in the layout of the download: women reddish, men bluish, aged 20 to 39.
 *
 * @param folder - where `combined` goes
 * @param perClass - a multiple of 20
 */
export function drawDownload(folder: string, perClass = 20): void {
  for (let number = 0; number < perClass; number += 1) {
    const step = number % 20;
    const tree = number % 3 === 0 ? 'valid' : 'aligned';
    const shade = 90 + 5 * step;
    const own = 60 + Math.floor(number / 20); // no two pictures are the same
    const draw = (sex: string, colour: [number, number, number]): void => {
      const path = join(folder, 'combined', tree, `set_${20 + step}_${sex}`, `${number}.bmp`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, solidPicture(70, 80, colour));
    };
    draw('F', [shade, 10 * step, own]);
    draw('M', [own, 10 * step, shade]);
  }
}

/** The whole job in one folder: data in `data`, networks in `models`. */
export class Pipeline {
  constructor(readonly folder: string) {}

  /** The path of a file in the folder. */
  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Converts the miniature network. */
  convert(): Promise<unknown> {
    return this.export(miniature, this.path('models', 'VGG_Face_pretrained_descriptor.h5'));
  }

  /** Converts any. */
  export(input: string, output: string): Promise<unknown> {
    return run(converter, ['convert', '--input', input, '--output', output]);
  }

  inspect(file: string): Promise<unknown> {
    return run(converter, ['inspect', file]);
  }

  prepare(dataDir: string, dataset: string, ...flags: string[]): Promise<unknown> {
    const folders = ['--data-dir', dataDir, '--data-root', this.path('data')];
    return run(preparer, ['prepare', ...folders, '--dataset', dataset, ...flags]);
  }

  extract(dataset: string, ...flags: string[]): Promise<unknown> {
    return run(trainer, ['extract', '--dataset', dataset, ...this.#folders(), ...flags]);
  }

  /** Joins the parts of shards. */
  merge(dataset: string): Promise<unknown> {
    return run(trainer, ['merge', '--dataset', dataset, '--data-root', this.path('data')]);
  }

  train(dataset: string, ...flags: string[]): Promise<unknown> {
    return run(trainer, ['train', '--dataset', dataset, ...this.#folders(), ...flags]);
  }

  crossValidate(dataset: string, ...flags: string[]): Promise<unknown> {
    return run(trainer, ['cross-validate', '--dataset', dataset, ...this.#folders(), ...flags]);
  }

  evaluate(trainset: string, ...flags: string[]): Promise<unknown> {
    return run(evaluator, ['evaluate', '--trainset', trainset, ...this.#folders(), ...flags]);
  }

  predict(trainset: string): Promise<unknown> {
    return run(evaluator, ['predict', '--trainset', trainset, ...this.#folders()]);
  }

  score(csv: string): Promise<unknown> {
    return run(evaluator, ['score', '--csv', csv]);
  }

  #folders(): string[] {
    return ['--data-root', this.path('data'), '--models', this.path('models')];
  }
}

/**
 * Runs a command with `--json`.
 *
 * @throws Error with what it wrote when it fails.
 */
async function run(app: App, argv: readonly string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await runInMemory(app, [...argv, '--json', '--quiet']);
  if (exitCode !== 0) throw new Error(`${app.name} ${argv.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as unknown;
}
