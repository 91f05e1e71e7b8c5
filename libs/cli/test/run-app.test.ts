import { GenderError } from '@gender/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { defineCommand, runApp, UsageError, type App, type CommandContext } from '../src/index.js';
import { memoryIo, runInMemory } from '../src/testing/index.js';
import { sampleApp } from './fixtures/sample-app.js';

async function run(
  ...argv: string[]
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const io = memoryIo();
  const exitCode = await runApp(sampleApp, argv, io);
  return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
}

/** An app whose only command does what a test wants. */
function appOf(work: (context: CommandContext) => unknown): App {
  const command = defineCommand({
    name: 'work',
    summary: 'Work',
    examples: [],
    options: {},
    run: (_options, context) => Promise.resolve(context).then(work),
    print: () => 'done',
  });
  return { ...sampleApp, commands: [command] };
}

class SampleError extends GenderError {
  override readonly name = 'SampleError';
}

test('an error is followed by what its code means in flags of the program', async () => {
  const app = appOf(() => {
    throw new SampleError('SAMPLE_ODD', 'the sample is odd');
  });
  const io = memoryIo();
  await runApp({ ...app, advice: { SAMPLE_ODD: 'try --even' } }, [], io);
  expect(io.stderr.text).toBe('error: the sample is odd; try --even [SAMPLE_ODD]\n');
});

describe('a command that succeeds', () => {
  test('prints its result on standard output and the rest on standard error', async () => {
    expect(await run('train', '--dataset', 'Small', '--epoch=3')).toEqual({
      exitCode: 0,
      stdout: 'a line before the result\nSmall: accuracy 0.75\n',
      stderr: 'training on Small\nwarning: few images\ntraining  3 epochs in 0 ms\n',
    });
  });

  test('prints one JSON document with --json, numbers as numbers and texts as texts', async () => {
    const { stdout } = await run('train', '--json', '--dataset=007', '--epoch=3', '--seed', '7');
    expect(JSON.parse(stdout)).toEqual({
      dataset: '007',
      epoch: 3,
      preprocess: 'network',
      dataRoot: 'data',
      json: true,
      quiet: false,
      verbose: false,
      seed: 7,
      accuracy: 0.75,
    });
  });

  test('says nothing but its result with --quiet', async () => {
    expect(await run('train', '-q', '-d', 'Small')).toMatchObject({ stderr: '' });
  });

  test('says details with --verbose', async () => {
    expect((await run('train', '--verbose', '-d', 'Small')).stderr).toContain('debug: starting\n');
  });

  test('says with --verbose what every option is, those that were not given as well', async () => {
    const { stderr } = await run('train', '--verbose', '-d', 'Small', '--epoch=3');
    const [, options = ''] = /^debug: options of train: (.+)$/m.exec(stderr) ?? [];
    expect(JSON.parse(options)).toEqual({
      dataset: 'Small',
      epoch: 3,
      preprocess: 'network',
      dataRoot: 'data',
      json: false,
      quiet: false,
      verbose: true,
      seed: 0,
    });
    expect((await run('train', '-d', 'Small')).stderr).not.toContain('options of');
  });

  test('is the first command when none is named', async () => {
    expect(await run('--dataset=Small', '--quiet')).toMatchObject({
      exitCode: 0,
      stdout: 'a line before the result\nSmall: accuracy 0.75\n',
    });
  });

  test('knows the versions of Node and of its package', async () => {
    const io = memoryIo();
    let found: unknown;
    await runApp(
      appOf(({ versions }) => void (found = versions)),
      [],
      io,
    );
    expect(found).toMatchObject({
      node: process.versions.node,
      '@gender/cli': expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      '@gender/core': expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    });
  });
});

describe('help', () => {
  test('lists commands, flags with their defaults and choices, and examples', async () => {
    const { exitCode, stdout, stderr } = await run('--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/gender-train wait +Wait until stopped/);
    expect(stdout).toMatch(/--dataset +name of the dataset \[required\]/);
    expect(stdout).toMatch(/--epoch +most epochs +\[default: 10\]/);
    expect(stdout).toMatch(/--learning-rate +step size +\[default: found out\]/);
    expect(stdout).toMatch(/--preprocess +how pixels become inputs \(network, rescale\)/);
    expect(stdout).toMatch(/--seed +seed of every random choice +\[default: 0\]/);
    expect(stdout).toContain(
      '\n  # as published\n  gender-train train --dataset Small --epoch 10\n',
    );
  });

  test('of a command shows its own flags only', async () => {
    const { stdout } = await run('wait', '--help');
    expect(stdout).toContain('Wait until stopped');
    expect(stdout).not.toContain('--dataset');
  });

  test('--version prints the version of the package', async () => {
    expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the default of a list', () => {
  test('is shown word by word', async () => {
    const schema = z.array(z.string()).default(['train', 'test']);
    const command = defineCommand({
      name: 'list',
      summary: 'List',
      examples: [],
      options: { split: { schema, description: 'splits' } },
      run: (options) => Promise.resolve(options),
      print: ({ split }) => split.join(),
    });
    const { stdout } = await runInMemory({ ...sampleApp, commands: [command] }, ['--help']);
    expect(stdout).toMatch(/--split +splits +\[array\] \[default: train test\]/);
  });
});

describe('wrong usage ends with exit code 2 and one line', () => {
  test.each([
    [['train'], '--dataset is missing: name of the dataset'],
    [['train', '--dataset='], '--dataset needs a value'],
    [['train', '--dataset'], '--dataset needs a value'],
    [['train', '--dataset', '--epoch=3'], '--dataset needs a value'],
    [['train', '--dataset=x', '--epoch=abc'], '--epoch=abc is not valid: expected a number'],
    [['train', '--dataset=x', '--epoch='], '--epoch needs a value'],
    [['train', '--dataset=x', '--epoch=0'], '--epoch=0 is not valid: expected at least 1'],
    [['train', '--dataset=x', '--epoch=1e9'], '--epoch=1e9 is not valid: expected at most'],
    [['train', '--dataset=x', '--epoch=1.5'], '--epoch=1.5 is not valid: expected a whole number'],
    [['train', '--dataset=x', '--epoch=Infinity'], '--epoch=Infinity is not valid'],
    [['train', '--dataset=x', '--learning-rate=-1'], '--learning-rate=-1 is not valid'],
    [['train', '--dataset=x', '--preprocess=none'], 'expected one of "network"|"rescale"'],
    [['train', '--dataset=x', '--seed=-1'], '--seed=-1 is not valid'],
    [['train', '--dataset=x', '--json=maybe'], '--json=maybe is not valid'],
    [['train', '--dataset=x', '--epochs=3'], 'epochs; did you mean "--epoch"?'],
    [['train', '--dataset=x', '--learningRat=3'], 'learning-rat; did you mean "--learning-rate"?'],
    [['train', '--dataset=x', '--unheard=3'], 'unknown argument: unheard; see'],
    [['train', '--dataset=x', '--dataset=y'], '--dataset is given more than once, as x and y'],
    [['train', '--dataset=x', '-d', 'x'], '--dataset is given more than once, as x and x'],
    [['train', '--dataset=x', '--data-root=a', '--dataRoot=b'], '--data-root is given more than'],
    [['train', '--dataset=x', '--epoch=1', '--epoch', '2'], '--epoch is given more than once'],
    [['train', '--dataset=x', '--verbose', '--verbose=false'], '--verbose is given more than once'],
    [['train', '--dataset=x', '-q', '--quiet'], '--quiet is given more than once'],
    [['train', '--dataset=x', '--quiet', '--no-quiet'], '--quiet is given more than once'],
    [['train', '--dataset=x', '--a.b=3'], 'unknown argument: a.b'],
    [['train', '--dataset=x', '3'], 'unknown argument: 3'],
    [['train', '--dataset=x', '--', '3'], 'unknown argument: --'],
    [['train', '--dataset=x', '--quiet', '--verbose'], 'quiet and verbose'],
    [['trian'], 'unknown argument: trian; did you mean "train"?'],
    [['trian', '--dataset=x'], 'unknown argument: trian; did you mean "train"?'],
    [['predict', '--dataset=x'], 'unknown argument: predict'],
  ])('%j', async (argv, words) => {
    const { exitCode, stdout, stderr } = await run(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/^error: .*[;?] see gender-train( train)? --help \[CLI_USAGE\]\n$/);
  });

  test('also when the command itself finds it out', async () => {
    const io = memoryIo();
    const app = appOf(() => {
      throw new UsageError('--a and --b cannot go together');
    });
    expect(await runApp(app, ['work'], io)).toBe(2);
    expect(io.stderr.text).toBe(
      'error: --a and --b cannot go together; see gender-train work --help [CLI_USAGE]\n',
    );
  });
});

describe('a command that fails', () => {
  test('with an error of ours prints one line and its code', async () => {
    const io = memoryIo();
    const app = appOf(() => {
      throw new SampleError('MAT_TRUNCATED', 'a.mat ends after 5 bytes, expected 9');
    });
    expect(await runApp(app, [], io)).toBe(1);
    expect(io.stderr.text).toBe('error: a.mat ends after 5 bytes, expected 9 [MAT_TRUNCATED]\n');
    expect(io.stdout.text).toBe('');
  });

  test('with any other error prints one line and how to see more', async () => {
    const io = memoryIo();
    const app = appOf(() => {
      throw new TypeError('no\n  such thing');
    });
    expect(await runApp(app, [], io)).toBe(1);
    expect(io.stderr.text).toBe(
      'error: no such thing; run with --verbose for the stack [UNKNOWN]\n',
    );
  });

  test('shows the stack and the cause with --verbose', async () => {
    const io = memoryIo();
    const app = appOf(() => {
      throw new SampleError('A_CODE', 'outer', { cause: new Error('inner') });
    });
    await runApp(app, ['--verbose'], io);
    expect(io.stderr.text).toMatch(/^error: outer \[A_CODE\]\nSampleError: outer\n +at /m);
    expect(io.stderr.text).toContain('Error: inner');
  });

  test('prints the error as a JSON document with --json, also on wrong usage', async () => {
    const io = memoryIo();
    const app = appOf(() => {
      throw new SampleError('A_CODE', 'what happened');
    });
    await runApp(app, ['--json'], io);
    expect(JSON.parse(io.stdout.text)).toEqual({
      error: { code: 'A_CODE', message: 'what happened' },
    });
    const { stdout } = await run('train', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CLI_USAGE' } });
  });

  test.each(['a text', undefined, null])('may throw %j', async (thrown) => {
    const io = memoryIo();
    const app = appOf(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- a fault of other code
      throw thrown;
    });
    expect(await runApp(app, [], io)).toBe(1);
    expect(io.stderr.text).toMatch(/^error: .+ \[UNKNOWN\]\n$/);
  });
});

test('a command may answer by its exit code', async () => {
  const equal = defineCommand({
    name: 'equal',
    summary: 'Compare',
    examples: [],
    options: { to: { schema: z.number(), description: 'another number' } },
    run: ({ to }) => Promise.resolve({ equal: to === 3 }),
    print: (result) => (result.equal ? 'equal' : 'different'),
    exitCode: (result) => (result.equal ? 0 : 1),
  });
  const app = { ...sampleApp, commands: [equal] as const };
  const [yes, no] = [await runInMemory(app, ['--to=3']), await runInMemory(app, ['--to=4'])];
  expect(yes).toEqual({ exitCode: 0, stdout: 'equal\n', stderr: '' });
  expect(no).toEqual({ exitCode: 1, stdout: 'different\n', stderr: '' });
});

describe('a command that is stopped', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('by %s ends with one line and exit code %i', async (signal, exitCode) => {
    const io = memoryIo();
    const ended = runApp(sampleApp, ['wait', '--quiet'], io);
    io.signals.emit(signal, signal);
    expect(await ended).toBe(exitCode);
    expect(io.stderr.text).toBe('interrupted; run the same command to go on\n');
    expect(io.signals.eventNames()).toEqual([]);
  });

  test('takes a signal that comes twice at once for one', async () => {
    const io = memoryIo({ tick: 100 });
    const ended = runApp(sampleApp, ['wait'], io);
    io.signals.emit('SIGINT', 'SIGINT');
    io.signals.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(130);
    expect(io.signals.killed).toEqual([]);
  });

  test('is ended at once by a second signal a second later', async () => {
    const io = memoryIo({ tick: 1000 });
    const ended = runApp(sampleApp, ['wait'], io);
    io.signals.emit('SIGINT', 'SIGINT');
    io.signals.emit('SIGINT', 'SIGINT');
    expect(io.signals.killed).toEqual(['4711 SIGINT']);
    expect(await ended).toBe(130);
  });
});

test('lists of texts and numbers reach the command', async () => {
  const io = memoryIo();
  const sum = defineCommand({
    name: 'sum',
    summary: 'Sum',
    examples: [],
    options: {
      files: { schema: z.array(z.string()).default([]), description: 'files' },
      rates: { schema: z.array(z.number()).default([]), description: 'rates' },
    },
    run: ({ files, rates }) => Promise.resolve([files.join('+'), ...rates]),
    print: (words) => words.join(' '),
  });
  const argv = ['--files', 'a', 'b', '--rates=0.1', '--rates=0.2'];
  await runApp({ ...sampleApp, commands: [sum] }, argv, io);
  expect(io.stdout.text).toBe('a+b 0.1 0.2\n');
});
