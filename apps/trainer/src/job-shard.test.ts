import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPart, jobShard, readShard, shardPattern } from './job-shard.js';

const slurm = (id: number, min: number, max: number, count = max - min + 1) => ({
  ...{ SLURM_ARRAY_TASK_ID: String(id), SLURM_ARRAY_TASK_COUNT: String(count) },
  ...{ SLURM_ARRAY_TASK_MIN: String(min), SLURM_ARRAY_TASK_MAX: String(max) },
});
const aws = (index: number, size: number) => ({
  ...{ AWS_BATCH_JOB_ARRAY_INDEX: String(index), AWS_BATCH_JOB_ARRAY_SIZE: String(size) },
});

describe('jobShard', () => {
  it.each([
    ['the first task of Kubernetes is 0', { JOB_COMPLETION_INDEX: '0' }, 16, 1],
    ['the last one is 15', { JOB_COMPLETION_INDEX: '15' }, 16, 16],
    ['AWS Batch tells how many there are', aws(2, 16), undefined, 3],
    ['SLURM may count from 0', slurm(2, 0, 15), undefined, 3],
    ['or from 1', slurm(3, 1, 16), undefined, 3],
    ['and be told the same number', slurm(3, 1, 16), 16, 3],
  ])('%s', (_, environment, said, part) => {
    expect(jobShard(environment, said)).toEqual({ part, of: 16 });
  });

  it('the tasks of an array make every part once', () => {
    const property = fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(1), (of, first) => {
      const tasks = Array.from({ length: of }, (_, index) => index);
      const wanted = tasks.map((index) => ({ part: index + 1, of }));
      expect(tasks.map((index) => jobShard(aws(index, of), undefined))).toEqual(wanted);
      expect(
        tasks.map((index) => jobShard(slurm(first + index, first, first + of - 1), of)),
      ).toEqual(wanted);
    });
    fc.assert(property, { numRuns: 30, seed: 2 });
  });

  it('is asked only where the command line names no part', () => {
    expect(readShard('3/16', aws(0, 2))).toEqual({ part: 3, of: 16 });
    expect(readShard('env', aws(0, 2))).toEqual({ part: 1, of: 2 });
    expect(readShard('env/4', { JOB_COMPLETION_INDEX: '3' })).toEqual({ part: 4, of: 4 });
    expect(['3/16', '16/16', 'env', 'env/1'].every((text) => shardPattern.test(text))).toBe(true);
    expect(['3', 'env/', 'environment', '3/16/2', '-1/2'].some((text) => shardPattern.test(text))).toBe(false); // prettier-ignore
    expect(['0/16', '17/16', 'env/0'].some(isPart)).toBe(false);
  });

  it.each([
    [{}, 16, /no task of a batch system; none of JOB_COMPLETION_INDEX, AWS_BATCH/],
    [{ ...aws(0, 2), JOB_COMPLETION_INDEX: '0' }, 2, /COMPLETION_INDEX and AWS_.* both set/],
    [{ JOB_COMPLETION_INDEX: '0' }, undefined, /Kubernetes does not tell how many .* as env\/16/],
    [{ JOB_COMPLETION_INDEX: '16' }, 16, /is 16, outside of the 16 tasks from 0/],
    [{ JOB_COMPLETION_INDEX: '' }, 16, /is "", expected a whole number/],
    [{ JOB_COMPLETION_INDEX: '1.5' }, 16, /is "1\.5", expected a whole number/],
    [{ AWS_BATCH_JOB_ARRAY_INDEX: '1' }, undefined, /ARRAY_SIZE is not set, expected a whole/],
    [aws(1, 8), 16, /ARRAY_SIZE is 8; submit 16 tasks, or name the part/],
    [aws(8, 8), undefined, /outside of the 8 tasks/],
    // sbatch --array=3, a task that is run again: not the whole job, which 1 of 1 would be.
    [slurm(3, 3, 3), undefined, /1 tasks from 3 to 3, expected all from 0 or 1 without gaps/],
    [slurm(5, 1, 7, 3), undefined, /3 tasks from 1 to 7, expected all from 0 or 1 without gaps/],
  ])('refuses %j with %s parts', (environment, said, message) => {
    expect(() => jobShard(environment, said)).toThrow(message);
  });
});
