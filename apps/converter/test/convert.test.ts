import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { readManifest, sha256File } from '@gender/core/node';
import { readKerasModel, writeKerasModel } from '@gender/keras';
import { temporaryFolder, tinyBackbone } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();
const input = fileURLToPath(new URL('fixtures/oxford_net_v7.mat', import.meta.url));

function convert(...flags: string[]): Promise<FinishedRun> {
  return runInMemory(app, ['convert', ...flags]);
}

describe('convert', () => {
  test('writes the convolutions as a Keras file that carries the mean', async () => {
    const output = inFolder('models', 'descriptor.h5');
    const { exitCode, stdout } = await convert('--input', input, '--output', output);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/descriptor\.h5: 31 layers, 62,136 parameters, in .+ memory at most\n$/);
    const { network } = await readKerasModel(output);
    expect(network.input.shape).toEqual([64, 64, 3]);
    expect(network.layers.at(-1)?.name).toBe('pool5');
    expect(network.normalization?.mean).toBeDefined();
  });

  test('prints numbers as numbers with --json', async () => {
    const output = inFolder('a.h5');
    const { stdout } = await convert('-i', input, '-o', output, '--json');
    expect(JSON.parse(stdout)).toEqual({
      output,
      layers: 31,
      parameters: 62_136,
      seconds: expect.any(Number) as number,
      peakMemoryBytes: expect.any(Number) as number,
    });
  });

  test('keeps the fully connected layers and the class names with --include-top', async () => {
    const output = inFolder('whole.h5');
    await convert('-i', input, '-o', output, '--include-top', '--quiet');
    const { network } = await readKerasModel(output);
    expect(network.layers.at(-1)?.type).toBe('softmax');
    expect(network.classes?.length).toBeGreaterThan(2);
  });

  test('writes the same bytes each time, and beside them how they were made', async () => {
    const [first, second] = [inFolder('1.h5'), inFolder('2.h5')];
    await convert('-i', input, '-o', first);
    await convert('-i', input, '-o', second);
    expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
    expect(await readManifest(first)).toMatchObject({
      command: 'convert',
      options: { input, output: first, includeTop: false, foldBatchNormalization: false },
      inputs: { [input]: await sha256File(input) },
    });
  });

  test('says what a file tells beside its network, which the output does not', async () => {
    const model = inFolder('model.h5');
    const metadata = { preprocessing: 'mean', quantization: '{}' };
    await writeKerasModel(model, tinyBackbone(), { metadata });
    const { exitCode, stderr } = await convert('-i', model, '-o', inFolder('model.onnx'));
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/model\.h5: the network alone is read.*preprocessing, quantization/);
  });

  test('is the command that runs when none is named', async () => {
    expect(await runInMemory(app, ['-i', input, '-o', inFolder('a.h5'), '-q'])).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });

  test('ends in order on Ctrl-C and leaves nothing', async () => {
    const output = inFolder('a.h5');
    const interruptAt = 'reading';
    const run = await runInMemory(app, ['-i', input, '-o', output], { isTTY: true, interruptAt });
    expect(run).toMatchObject({ exitCode: 130, stdout: '' });
    expect(run.stderr).toMatch(/interrupted; run the same command to go on\n$/);
    expect(() => readFileSync(output)).toThrow('ENOENT');
  });
});

describe('how pictures are fed', () => {
  const colours = ['--mean', '123.675,116.28,103.53', '--std', '58.395,57.12,57.375'];
  const silent = async (): Promise<string> => {
    const path = inFolder('silent.h5');
    await writeKerasModel(path, { ...tinyBackbone(), normalization: undefined });
    return path;
  };

  test('is what --mean, --std and --order say of a file that does not', async () => {
    const output = inFolder('fed.safetensors');
    await convert(await silent(), output, ...colours, '--order=bgr', '--quiet');
    const { stdout } = await runInMemory(app, ['inspect', output]);
    expect(stdout).toContain(
      'less (123.7, 116.3, 103.5), times (0.01712, 0.01751, 0.01743), BGR, of pixels 0–255\n',
    );
    expect(await readManifest(output)).toMatchObject({
      options: { normalization: { channelOrder: 'bgr' } },
    });
  });

  test('is not said twice', async () => {
    const { exitCode, stderr } = await convert('-i', input, '-o', inFolder('a.h5'), ...colours);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/says itself how pictures are fed .*--mean.*\[FORMAT_NORMALIZATION\]/);
  });

  test.each([
    [['--std', '58,57,57'], '--std and --order need --mean'],
    [['--mean', '123.7,116.3,103.5', '--std', '0.229,0.224,0.225'], '0.229 is 58.4 there'],
    [['--mean', '0.485,0.456,0.406', '--std', '0.229,0.224,0.225'], '0.485 is 123.7 there'],
    [['--mean', '0.485,0.456,0.406'], '0.485 is 123.7 there'],
    [['--mean', '0.485,0.456,0.406', '--std', '58.4,57.1,57.4'], '0.485 is 123.7 there'],
    [['--mean', '123.7,116.3,1035'], 'expected values 0 to 255'],
    [['--mean', '120'], 'expected red, green and blue'],
  ])('wrong usage: %j', async (flags, message) => {
    const { exitCode, stderr } = await convert(await silent(), inFolder('a.h5'), ...flags);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('formats by the ends of names', () => {
  test.each(['.h5', '.keras', '.safetensors'])('to %s and on to ONNX', async (ending) => {
    const [first, second] = [inFolder(`vgg${ending}`), inFolder('vgg.onnx')];
    expect(await convert(input, first, '--include-top', '-q')).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await convert(first, second, '-q');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/vgg\.onnx: 39 layers, 75,202 parameters/);
    expect(await runInMemory(app, ['diff', input, second, '-q'])).toMatchObject({ exitCode: 0 });
  });

  test('to a folder for TensorFlow.js, which may be written again', async () => {
    const folder = `${inFolder('web')}/`;
    await convert(input, folder, '--until', 'pool2', '-q');
    expect(await convert(input, folder, '--until=pool5', '-q')).toMatchObject({ exitCode: 0 });
    expect(readdirSync(folder).sort()).toEqual(['group1-shard1of1.bin', 'model.json']);
    expect(await readManifest(inFolder('web'))).toMatchObject({ options: { until: 'pool5' } });
  });

  test('--until keeps layers up to one', async () => {
    const output = inFolder('part.h5');
    await convert(input, output, '--until=pool2', '-q');
    const { network } = await readKerasModel(output);
    expect(network.output).toBe('pool2');
  });

  test('an output of an unknown format is refused before the input is read', async () => {
    const { exitCode, stderr } = await convert(input, inFolder('a.pb'));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[FORMAT_UNKNOWN]');
    expect(stderr).not.toContain('reading');
  });
});

describe('weights alone', () => {
  const base = fileURLToPath(
    new URL('../../../libs/keras/test/fixtures/keras2_15_nested_model_head', import.meta.url),
  );

  test('become a model with the architecture of a JSON file', async () => {
    const output = inFolder('joined.h5');
    const flags = ['--architecture', `${base}.json`, '-q'];
    expect(await convert(`${base}_weights.h5`, output, ...flags)).toMatchObject({ exitCode: 0 });
    expect(await runInMemory(app, ['diff', `${base}.h5`, output, '-q'])).toMatchObject({
      exitCode: 0,
    });
    expect(await readManifest(output)).toMatchObject({ options: { architecture: `${base}.json` } });
  });

  test('are refused without one, by the flag that names it', async () => {
    const { exitCode, stderr } = await convert(`${base}_weights.h5`, inFolder('a.h5'), '-q');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /weights alone; .*--architecture: vgg16, or .* \[KERAS_ARCHITECTURE\]\n$/,
    );
  });
});

describe('what cannot be converted is said in one line', () => {
  test.each([
    ['a missing file', 'absent.mat', 'FILE_NOT_FOUND', 'gender-convert fetch'],
    ['a folder', 'folder.mat', 'FILE_ACCESS', 'name a file'],
    ['an unknown format', 'no.txt', 'FORMAT_UNKNOWN', 'tells no format; expected one of .mat'],
    ['another ONNX file', 'no.onnx', 'ONNX_FORMAT', 'not an ONNX file'],
    ['another file', 'no.mat', 'MAT_FORMAT', 'not a MAT-file'],
    ['an empty file', 'empty.mat', 'MAT_', 'empty.mat'],
  ])('%s', async (_, name, code, words) => {
    for (const letter of ['no.mat', 'no.txt', 'no.onnx']) {
      writeFileSync(inFolder(letter), 'This is a letter, not a network. '.repeat(20));
    }
    mkdirSync(inFolder('folder.mat'));
    writeFileSync(inFolder('empty.mat'), '');
    const output = inFolder('a.h5');
    const run = await convert('--input', inFolder(name), '--output', output, '--quiet', '--json');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/^error: .*\n$/);
    expect(run.stderr).toContain(words);
    expect(JSON.parse(run.stdout)).toEqual({
      error: {
        code: expect.stringContaining(code) as string,
        message: expect.any(String) as string,
      },
    });
    expect(() => readFileSync(output)).toThrow('ENOENT');
  });

  test.each([
    [['--imput=a.mat'], 'unknown argument: imput'],
    [['--input='], '--input needs a value'],
    [['--include-top=perhaps'], 'expected true or false'],
    [['--input=a.mat', '--output=./a.mat'], 'the same file, a.mat'],
    [['a.mat', 'b.h5', 'c.h5'], 'unknown argument: c.h5'],
    [['--quiet', '--verbose'], 'quiet and verbose'],
  ])('wrong usage: %j', async (flags, words) => {
    const { exitCode, stdout, stderr } = await convert(...flags);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/[;?] see gender-convert convert --help \[CLI_USAGE\]\n$/);
  });
});
