import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { App } from '@gender/cli';
import { app as converter } from '@gender/converter';
import { app as evaluator } from '@gender/evaluator';
import { app as preparer } from '@gender/preparer';
import { app as serve } from '@gender/serve';
import { app as trainer } from '@gender/trainer';
import { expect, test } from 'vitest';

const apps: readonly App[] = [converter, preparer, trainer, evaluator, serve];
const libs = fileURLToPath(new URL('../../../libs/', import.meta.url));

/** The codes of every class of errors, as their types list them. */
const codes = readdirSync(libs)
  .flatMap((name) =>
    readdirSync(`${libs}${name}/src`, { recursive: true, encoding: 'utf8' }).map(
      (file) => `${name}/src/${file}`,
    ),
  )
  .filter((file) => /error[^/]*\.ts$/.test(file) && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(`${libs}${file}`, 'utf8').replaceAll(/\/\*[^]*?\*\//g, ''))
  .filter((text) => text.includes('GenderError<'))
  .flatMap((text) =>
    [...text.matchAll(/'([A-Z0-9]+(?:_[A-Z0-9]+)+)'/g)].map(([, code = '']) => code),
  );

/** Libraries whose faults are of a file or of a program, and never of a flag, by how their codes begin. */
const ofFiles =
  /^(FILE|TENSOR|NPY|HDF5|MAT|TFJS|ONNX|SAFETENSORS|FACE_API|METRICS|KERNELS|RESULTS)_/;

/** Codes of faults that no flag of a program cures: a file, a machine or a program is to be mended. */
const withoutFlag: readonly string[] = [
  ...['ARCHIVE_EMPTY', 'ARCHIVE_FORMAT', 'ARCHIVE_LIMIT', 'ARCHIVE_UNSAFE'],
  ...['DOWNLOAD_LENGTH', 'DOWNLOAD_NETWORK', 'DOWNLOAD_REDIRECT', 'DOWNLOAD_STATUS'],
  ...['MATCONVNET_FORMAT', 'MATCONVNET_UNSUPPORTED'],
  ...['KERAS_FORMAT', 'KERAS_UNSUPPORTED', 'KERAS_NETWORK', 'KERAS_WEIGHTS'],
  ...['FORMAT_COMPARE', 'FORMAT_READ', 'FORMAT_UNKNOWN', 'FORMAT_WRITE'],
  ...['NETWORK_GRAPH', 'NETWORK_NAME', 'NETWORK_SCHEMA', 'NETWORK_SHAPE', 'NETWORK_WEIGHTS'],
  ...['IMAGE_DECODER', 'IMAGE_MEAN', 'IMAGE_SIZE', 'ENGINE_FAILED', 'ENGINE_HEAD', 'ENGINE_SHAPE'],
  ...['QUANTIZATION_ACTIVATION', 'QUANTIZATION_CALIBRATION'],
  ...['DATASET_CLASSES', 'DATASET_TREES', 'FEATURES_EMPTY', 'FEATURES_STORE'],
  ...[
    'CLASSIFIER_CHECKPOINT',
    'CLASSIFIER_CONFIG',
    'CLASSIFIER_DISPOSED',
    'CLASSIFIER_DOWNLOAD',
    'CLASSIFIER_FEATURES',
    'CLASSIFIER_MODEL',
  ],
  ...['CLASSIFIER_OUTPUTS', 'CLASSIFIER_PICTURE', 'CLI_INTERRUPTED', 'CLI_USAGE'],
  // Of an installation, and of versions of the software on several machines.
  ...['QUEUE_PACKAGE', 'QUEUE_JOB'],
  // Of pages, which have no flags.
  'CLASSIFIER_FACES',
  // Of requests, which a client makes.
  ...['SERVER_REQUEST', 'SERVER_KEY', 'SERVER_MODEL', 'SERVER_LENGTH'],
  // Of the model, but for a class or number that the message names with what there is.
  'EXPLAIN_MODEL',
];

const advised = apps.flatMap(({ advice = {} }) => Object.entries(advice));

test('it is decided of every code of an error whether a flag cures it', () => {
  const decided = new Set([...withoutFlag, ...advised.map(([code]) => code)]);
  expect(new Set(codes).size).toBeGreaterThan(80);
  expect([...new Set(codes)].filter((code) => !decided.has(code) && !ofFiles.test(code))).toEqual(
    [],
  );
});

test('what is decided is so of codes that exist, and in one way', () => {
  expect(
    [...withoutFlag, ...advised.map(([code]) => code)].filter((code) => !codes.includes(code)),
  ).toEqual([]);
  expect(advised.filter(([code]) => withoutFlag.includes(code))).toEqual([]);
});

const commandsByWord = new Map(
  apps.flatMap((app) => app.commands.map((command) => [`${app.name} ${command.name}`, command])),
);
const flagOf = (key: string): string =>
  `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

test.each(
  apps.flatMap((app) =>
    Object.entries(app.advice ?? {}).map(
      ([code, advice]) => [app.name, code, advice, app] as const,
    ),
  ),
)('%s says after %s what it can be told: %s', (_, __, advice = '', app) => {
  const flags = advice.match(/--[a-z][a-z0-9-]*/g) ?? [];
  const named = [...commandsByWord].filter(([words]) => advice.includes(words));
  const commands = [...named.map(([, command]) => command), ...app.commands];
  const known = commands.flatMap(({ options }) => Object.keys(options).map(flagOf));
  expect(flags.length).toBeGreaterThan(0);
  expect(known).toEqual(expect.arrayContaining(flags));
});
