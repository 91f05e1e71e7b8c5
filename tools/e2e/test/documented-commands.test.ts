import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { App } from '@gender/cli';
import { runInMemory } from '@gender/cli/testing';
import { app as converter } from '@gender/converter';
import { app as evaluator } from '@gender/evaluator';
import { app as preparer } from '@gender/preparer';
import { app as serve } from '@gender/serve';
import { solidPicture } from '@gender/testing';
import { app as trainer } from '@gender/trainer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentedCommands, documents, type DocumentedCommand } from './documented-commands.js';
import { drawDownload, miniature } from './pipeline.js';

const apps: Readonly<Record<string, App>> = { converter, preparer, trainer, evaluator, serve };

/** Commands of programs that are read, but not run here, and why. */
const notRun: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/ fetch\b|:fetch\b/, 'downloads half a gigabyte; tested against a server of its own'],
  [/ doctor\b/, 'tries every engine of the machine for seconds; tested in engine-cli'],
  [/--shard=3\/16| merge\b|:merge\b/, 'takes the parts of several machines; tested in trainer'],
  [
    /--queue redis:| worker /,
    'asks a Redis server and other machines; tested in queue and trainer',
  ],
  [
    /--persons cluster$/,
    'drawn people are all one person to a network of faces; tested in preparer',
  ],
  [/ compare network\.csv /, 'takes the results of two models; tested in evaluator'],
  [/^(npx )?gender-serve (?!--help)/, 'serves until it is told to end; tested in serve'],
  [/^(npx )?nx run /, 'starts Nx, which runs the same program; see nx-commands.test.ts'],
];

/** Lines that run no program of ours, and why they are left to others. */
const others: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^npm ci && npm (run demo|test)$/, 'takes minutes; both are steps of CI'],
  [/^npm (run|ci)\b/, 'scripts of the workspace, steps of CI or for its developers'],
  [/npm (install|rebuild) /, 'asks a registry; tools/consumer installs the packed packages'],
  [/^(npx )?nx (?!run )/, 'Nx itself, for developers'],
  [/^npx nx run demo:draw /, 'draws for minutes; the demo does it in CI'],
  [/^node /, 'a script of the workspace'],
  [/^gender-count /, 'the program of a sample; tested in libs/cli'],
  [/^(head|curl) /, 'a tool of the system'],
  [/…/, 'stands for what the reader knows'],
];

/** Runs a script of the workspace from its sources. */
async function runScript(script: string, ...words: string[]): Promise<string> {
  const path = fileURLToPath(new URL(`../../../${script}`, import.meta.url));
  const loader = import.meta.resolve('tsx');
  const argv = ['--import', loader, '--conditions=@gender/source', path, ...words];
  return (await promisify(execFile)(process.execPath, argv)).stdout;
}

/** Photos of drawn people, a folder for each class; `photo.jpg` is of somebody else. */
async function drawPhotos(to: string): Promise<void> {
  await runScript('tools/demo/src/draw.ts', '--out=drawn', '--people=21', '--pictures=1');
  const pictures = readdirSync('drawn', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jpg'))
    .sort();
  const [last = '', ...others] = pictures.reverse();
  copyFileSync(join('drawn', last), 'photo.jpg');
  for (const [index, name] of others.entries()) {
    const label = /_F[/\\]/.test(name) ? 'Female' : 'Male';
    mkdirSync(join(to, label), { recursive: true });
    copyFileSync(join('drawn', name), join(to, label, `${index}.jpg`));
  }
}

const drawnFaces = fileURLToPath(
  new URL('../../../libs/faces/test/fixtures/drawn-faces.png', import.meta.url),
);

let folder: string;
const home = process.cwd();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gender documents '));
  process.chdir(folder);
  drawDownload('data/download', 100);
  drawDownload('download');
  drawDownload('my-faces');
  for (const name of ['vgg.mat', 'models/vgg_face.mat']) {
    mkdirSync(join(name, '..'), { recursive: true });
    copyFileSync(miniature, name);
  }
  await drawPhotos('my-photos');
  cpSync('my-photos', 'photos', { recursive: true });
  copyFileSync(drawnFaces, 'party.png');
  writeFileSync('wall.png', solidPicture(200, 150, [180, 170, 160]));
  mkdirSync('holiday');
  for (const name of ['face.jpg', 'a.jpg', 'b.jpg', 'holiday/c.jpg']) {
    writeFileSync(name, solidPicture(70, 80, [200, 120, 60]));
  }
  copyFileSync(
    fileURLToPath(
      new URL(
        '../../../libs/evaluation/test/fixtures/GenderDataset_Small_test_results.csv',
        import.meta.url,
      ),
    ),
    'GenderDataset_Small_test_results.csv',
  );
  const [corrected] = readdirSync('data/download', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.bmp'))
    .sort();
  const corrections = `file,label\n${corrected?.split(sep).join('/')},drop\n`;
  writeFileSync('data/GenderDataset.corrections.csv', corrections);
  await expectSuccess(preparer, ['prepare', '--dataset', 'GenderDataset', '--fraction', '0.2']);
  await expectSuccess(converter, ['convert', 'vgg.mat', 'model.h5', '--include-top']);
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

/** The app that a command line runs, and the words that follow its name. */
function readCommand({ text, words }: DocumentedCommand): { app: App; argv: readonly string[] } {
  const [program = '', ...rest] = words[0] === 'npx' ? words.slice(1) : words;
  const target = program === 'nx' && rest[0] === 'run' ? rest[1] : program;
  const [project = '', command] = target?.split(':') ?? [];
  const app = apps[project] ?? Object.values(apps).find(({ name }) => name === program);
  if (app === undefined) throw new Error(`${text} runs no program that is known`);
  const flags = program === 'nx' ? rest.slice(2) : rest;
  return { app, argv: command === undefined ? flags : [command, ...flags] };
}

/** The same program, whose commands do nothing: it says whether it takes a command line. */
function withoutWork(app: App): App {
  const [first, ...rest] = app.commands.map((command) => ({
    ...command,
    prepare: (values: Readonly<Record<string, unknown>>) => ({
      ...command.prepare(values),
      run: () => Promise.resolve({ result: {}, text: '', exitCode: 0 }),
    }),
  }));
  if (first === undefined) throw new Error(`${app.name} has no command`);
  return { ...app, commands: [first, ...rest] };
}

async function expectSuccess(app: App, argv: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await runInMemory(app, argv);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
}

const isIn = (table: typeof others, { text }: DocumentedCommand): boolean =>
  table.some(([pattern]) => pattern.test(text));
const printed = documents().map((document) => ({
  document,
  commands: documentedCommands(document),
}));
const all = printed.flatMap(({ commands }) => commands);
/** Each once, where it is printed first. */
const ours = all
  .filter((command) => !isIn(others, command))
  .filter(({ text }, index, list) => list.findIndex((each) => each.text === text) === index);

describe('what is printed', () => {
  test('is found: the two commands of the README, and those of every program', () => {
    const texts = all.map(({ text }) => text);
    expect(texts.slice(0, 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
    expect(ours.length).toBeGreaterThan(40);
    const commands = new Set(ours.map(({ words }) => words.slice(0, 2).join(' ')));
    // Of doctor, which tries the machine and not a network, sentences speak.
    const expected = Object.values(apps).flatMap((app) =>
      app.commands.filter(({ name }) => name !== 'doctor').map(({ name }) => `${app.name} ${name}`),
    );
    expect([...commands]).toEqual(expect.arrayContaining(expected));
  });

  test('leaves no exception without a command', () => {
    for (const table of [notRun, others]) {
      for (const [pattern] of table) {
        expect(
          all.some(({ text }) => pattern.test(text)),
          `${pattern}`,
        ).toBe(true);
      }
    }
  });

  test.each(ours.map((command) => [command.place, command.text, command] as const))(
    'is taken by its program: %s: %s',
    async (_, __, command) => {
      const { app, argv } = readCommand(command);
      await expectSuccess(withoutWork(app), argv);
    },
  );
});

const examples = Object.values(apps).flatMap((app) =>
  app.commands.flatMap(({ name, examples: own }) =>
    own.map(([flags]) => ({ app, argv: [name, ...flags.split(' ').filter(Boolean)] })),
  ),
);

test.each(examples.map(({ app, argv }) => [`${app.name} ${argv.join(' ')}`, app, argv] as const))(
  'an example of --help is taken by its program: %s',
  async (_, app, argv) => {
    await expectSuccess(withoutWork(app), argv);
  },
);

describe('every command runs as it is printed, one after the other', () => {
  const runs = ours.filter((command) => !isIn(notRun, command));
  test.each(runs.map((command) => [command.place, command.text, command] as const))(
    '%s: %s',
    async (_, __, command) => {
      const { app, argv } = readCommand(command);
      await expectSuccess(app, argv);
    },
  );
});

test('the program of the examples prints every face of photos, and says where there is none', async () => {
  const model = 'models/Mine_Transfer_Model.h5';
  const words = [model, 'photo.jpg', 'party.png', 'wall.png', 'no.jpg'];
  const lines = (await runScript('examples/classify-photos.ts', ...words)).trimEnd().split('\n');
  const face = /^(photo\.jpg|party\.png): (Female|Male) \([01]\.\d\d\) at -?\d+, -?\d+$/;
  expect(lines.filter((line) => face.test(line))).toHaveLength(5);
  expect(lines.slice(5)).toEqual([
    'wall.png: no face',
    expect.stringMatching(/^no\.jpg: cannot read no\.jpg: /) as string,
  ]);
});
