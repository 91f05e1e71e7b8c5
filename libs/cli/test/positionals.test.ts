import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import { defineCommand, type App } from '../src/index.js';
import { runInMemory } from '../src/testing/index.js';

const look = defineCommand({
  name: 'look',
  summary: 'Look at pictures',
  examples: [['model.h5 a.jpg', 'one picture']],
  options: {
    model: { schema: z.string(), description: 'model file', positional: true },
    images: {
      schema: z.array(z.string()).min(1, 'expected a picture'),
      description: 'pictures',
      positional: true,
    },
    top: { schema: z.number().int().default(5), description: 'how many names' },
  },
  run: ({ model, images, top }) => Promise.resolve({ model, images, top }),
  print: ({ model, images }) => `${model}: ${images.join(' ')}`,
});
const copy = defineCommand({
  name: 'copy',
  summary: 'Copy a file',
  examples: [],
  options: {
    from: { schema: z.string().default('a'), description: 'source', positional: true },
    to: { schema: z.string().default('b'), description: 'target', positional: true, alias: 't' },
  },
  run: (options) => Promise.resolve(options),
  print: ({ from, to }) => `${from} > ${to}`,
});
const app: App = {
  name: 'gender-look',
  summary: 'Look and copy',
  moduleUrl: import.meta.url,
  commands: [copy, look],
};

describe('words without flags', () => {
  test.each([
    ['copy', 'a > b'],
    ['copy x', 'x > b'],
    ['copy x y', 'x > y'],
    ['copy --from x y', 'x > y'],
    ['copy x -t y', 'x > y'],
    ['copy 007 1e3', '007 > 1e3'],
    ['--to y', 'a > y'],
    ['--quiet copy x', 'x > b'],
    ['look m.h5 a.jpg b.jpg', 'm.h5: a.jpg b.jpg'],
    ['look a.jpg --top=3 b.jpg --model m.h5', 'm.h5: a.jpg b.jpg'],
    ['look m.h5 --images a.jpg b.jpg', 'm.h5: a.jpg b.jpg'],
  ])('%s', async (line, expected) => {
    const { exitCode, stdout } = await runInMemory(app, line.split(' '));
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${expected}\n` });
  });

  test('stand in the help of their command', async () => {
    const { stdout } = await runInMemory(app, ['look', '--help']);
    expect(stdout).toMatch(
      /^gender-look look <model> <images\.\.> \[options\]\n\nLook at pictures\n/,
    );
    expect(stdout).toMatch(/--model +model file \[required\]/);
    expect((await runInMemory(app, ['copy', '--help'])).stdout).toContain('copy [from] [to]');
  });

  test.each([
    ['copy x y z', 'unknown argument: z'],
    ['copy x y --from q', 'unknown argument: y'],
    ['copy x --nope', 'unknown argument: nope'],
    ['coppy x', 'unknown argument: coppy, x; did you mean "copy"?'],
    ['copy -- x', 'unknown argument: --'],
    ['look', '--model is missing: model file'],
    ['look m.h5', '--images is missing: pictures'],
    ['look m.h5 a.jpg --images b.jpg', 'unknown argument: a.jpg'],
  ])('wrong usage: %s', async (line, words) => {
    const { exitCode, stderr } = await runInMemory(app, line.split(' '));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error: ${words}`);
  });
});
