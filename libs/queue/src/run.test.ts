import { tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeNormalization,
  encodeNormalization,
  findPart,
  hashPictures,
  jobName,
  parseJob,
  parseRun,
  partFiles,
  runName,
  runText,
  wayOf,
  type Job,
  type Run,
  type RunStore,
} from './run.js';

const hash = (digit: string): string => digit.repeat(64);
const store: RunStore = {
  ...{ split: 'train', name: 'faces_train', classes: ['Female', 'Male'], total: 10 },
  ...{ listing: hash('a'), parts: 3 },
  provenance: {
    ...{ rowShape: [4, 4, 5], backbone: 'ab' },
    preprocessing: {
      ...{ mode: 'network', height: 8, width: 8, resampling: 'nearest', exif: 'apply', mean: 'e' },
    },
  },
};
const run: Run = {
  ...{ format: 1, dataset: 'faces', backbone: 'a.h5', choices: { precision: 'fp32' } },
  ...{ engine: { name: 'onnxruntime', version: '1.30.0' }, stores: [store] },
};
const job: Job = {
  ...{ run: runName(runText(run)), store: 0, part: 2, pictures: hash('b'), onBad: 'fail' },
};

describe('a run', () => {
  it('is read as it was written, under the name that its text has', () => {
    const text = runText(run);
    expect(parseRun(runName(text), text)).toEqual(run);
    const reversed = Object.fromEntries(Object.entries(run).toReversed()) as Run;
    expect(runText(reversed)).toBe(text);
  });

  it.each<[string, Partial<Run>]>([
    ['dataset', { dataset: 'others' }],
    ['network file', { backbone: 'b.h5' }],
    ['engine', { engine: { name: 'onnxruntime', version: '1.31.0' } }],
    ['choice', { choices: { precision: 'int8' } }],
    ['list of pictures', { stores: [{ ...store, listing: hash('c') }] }],
    ['number of parts', { stores: [{ ...store, parts: 4 }] }],
  ])('has another name for another %s', (_, change) => {
    expect(runName(runText({ ...run, ...change }))).not.toBe(job.run);
  });

  it.each<[string, string, string]>([
    ['was changed since', job.run, runText({ ...run, dataset: 'others' })],
    ['was made by another version', runName('{"format":2}'), '{"format":2}'],
    ['was made by another version', runName('no JSON'), 'no JSON'],
  ])('is refused where it %s', (words, name, text) => {
    expect(() => parseRun(name, text)).toThrow(
      expect.objectContaining({
        code: 'QUEUE_JOB',
        message: expect.stringContaining(words) as string,
      }) as Error,
    );
  });

  it.each(['../../secrets', '/etc', '.hidden', 'a/b'])(
    'names nothing outside of the folders of a worker: %s',
    (name) => {
      expect(() => runText({ ...run, backbone: name })).toThrow('backbone');
      expect(() => runText({ ...run, dataset: name })).toThrow('dataset');
    },
  );

  it('tells from the name of a store how its rows are made', () => {
    expect(wayOf(run, store)).toBeUndefined();
    expect(wayOf(run, { ...store, name: 'faces_train.rescale.0123456789ab' })).toBe(
      'rescale.0123456789ab',
    );
  });
});

describe('a job', () => {
  it('is read as it was written', () => {
    expect(parseJob(JSON.parse(JSON.stringify(job)))).toEqual(job);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['another field', { ...job, path: '/etc/passwd' }],
    ['no part', { ...job, part: 0 }],
    ['a path for a run', { ...job, run: '../../../etc' }],
    ['no rule', { ...job, onBad: 'perhaps' }],
  ])('with %s is refused', (_, data) => {
    expect(() => parseJob(data)).toThrow(
      expect.objectContaining({ name: 'QueueError', code: 'QUEUE_JOB' }) as Error,
    );
  });

  it('has a name of its own for another run, store, part, content and rule', () => {
    const others: Job[] = [
      { ...job, run: '0'.repeat(16) },
      { ...job, store: 1 },
      { ...job, part: 1 },
      { ...job, pictures: hash('c') },
      { ...job, onBad: 'skip' },
    ];
    expect(new Set([job, ...others].map(jobName)).size).toBe(6);
    // BullMQ takes no colon.
    expect(jobName(job)).toMatch(/^[\w-]+$/);
  });
});

describe('the files of a part', () => {
  const names = (lacksPictures: boolean): string[] => {
    const { rows, record } = partFiles(job, lacksPictures);
    return [rows, record];
  };

  it('will do when both are there', () => {
    expect(findPart(job, new Set(names(false)))).toEqual(partFiles(job, false));
    expect(findPart(job, new Set(names(false).slice(1)))).toBeUndefined();
  });

  it('will do with pictures left out only where they may be', () => {
    const there = new Set(names(true));
    expect(findPart(job, there)).toBeUndefined();
    expect(findPart({ ...job, onBad: 'skip' }, there)).toEqual(partFiles(job, true));
    const both = new Set([...there, ...names(false)]);
    expect(findPart({ ...job, onBad: 'skip' }, both)).toEqual(partFiles(job, false));
  });
});

describe('hashPictures', () => {
  const pictures = [
    { file: 'Female/1.jpg', label: 0, sha256: hash('1') },
    { file: 'Male/2.jpg', label: 1 },
  ];
  const [first, second] = pictures as [(typeof pictures)[0], (typeof pictures)[1]];

  it.each<[string, typeof pictures]>([
    ['order', [second, first]],
    ['content', [{ ...first, sha256: hash('2') }, second]],
    ['content of an unreadable one', [first, { ...second, sha256: hash('2') }]],
    ['name', [{ ...first, file: 'Female/3.jpg' }, second]],
    ['class', [first, { ...second, label: 0 }]],
    ['number', [first]],
  ])('sees another %s', (_, others) => {
    expect(hashPictures(pictures)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashPictures(others)).not.toBe(hashPictures(pictures));
  });
});

describe('a normalization as plain data', () => {
  it('comes back to the bit', () => {
    const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(values, fc.option(values), (mean, scale) => {
        const vector = (data: number[]) => tensor('float32', [3], Float32Array.from(data));
        const normalization = {
          mean: vector(mean),
          ...(scale && { scale: vector(scale), channelOrder: 'bgr' as const }),
        };
        // JSON has no −0, which subtracts as 0 does.
        const text = JSON.stringify(encodeNormalization(normalization));
        const back = decodeNormalization(
          JSON.parse(text) as ReturnType<typeof encodeNormalization>,
        );
        const plain = (data: Float32Array) => [...data].map((value) => value + 0);
        expect(plain(back.mean.data)).toEqual(plain(normalization.mean.data));
        expect(back.scale && plain(back.scale.data)).toEqual(
          normalization.scale && plain(normalization.scale.data),
        );
        expect(back.channelOrder).toBe(normalization.channelOrder);
      }),
    );
  });
});
