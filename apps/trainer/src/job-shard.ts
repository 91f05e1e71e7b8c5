import { UsageError } from '@gender/cli';
import { required } from '@gender/core';

/** How a batch system tells each task of an array which one it is. */
interface BatchSystem {
  readonly name: string;
  /** The variable that holds the number of the task. */
  readonly index: string;
  /** The variable that holds how many tasks there are; absent where the system does not tell. */
  readonly count?: string;
  /** The variable that holds the number of the first task; absent where that is always 0. */
  readonly first?: string;
  /** The variable that holds the number of the last task. */
  readonly last?: string;
}

/** From the documentation of Kubernetes (Indexed Jobs), AWS Batch (array jobs) and SLURM (sbatch --array). */
const batchSystems: readonly BatchSystem[] = [
  { name: 'Kubernetes', index: 'JOB_COMPLETION_INDEX' },
  {
    ...{ name: 'AWS Batch', index: 'AWS_BATCH_JOB_ARRAY_INDEX' },
    count: 'AWS_BATCH_JOB_ARRAY_SIZE',
  },
  {
    ...{ name: 'SLURM', index: 'SLURM_ARRAY_TASK_ID', count: 'SLURM_ARRAY_TASK_COUNT' },
    ...{ first: 'SLURM_ARRAY_TASK_MIN', last: 'SLURM_ARRAY_TASK_MAX' },
  },
];

/** What `--shard` takes: a part and how many there are, or that the environment tells which. */
export const shardPattern = /^(?:(\d+)\/(\d+)|env(?:\/(\d+))?)$/;

/** Whether a part that is named by its number is one of those there are; of what `--shard` does not take, true. */
export function isPart(text: string): boolean {
  const match = shardPattern.exec(text);
  if (match === null) return true;
  const [, part, of, said] = match;
  if (part === undefined) return said === undefined || Number(said) >= 1;
  return Number(part) >= 1 && Number(part) <= Number(of);
}

/** The part that `--shard` names. @throws UsageError as `jobShard`. */
export function readShard(text: string, environment: Environment): { part: number; of: number } {
  const [, part, of, said] = required(shardPattern.exec(text), 'what --shard takes');
  if (part !== undefined) return { part: Number(part), of: Number(of) };
  return jobShard(environment, said === undefined ? undefined : Number(said));
}

/** Variables of a process by their names, as `process.env`. */
type Environment = Readonly<Partial<Record<string, string>>>;

/**
 * The part that a task of a batch system extracts.
 *
 * @param said - how many parts there are, where the command line says it
 * @returns the part, numbered from 1
 * @throws UsageError when the environment is of no batch system, of two, or does not fit what is said.
 */
export function jobShard(
  environment: Environment,
  said: number | undefined,
): { part: number; of: number } {
  const [system, ...others] = batchSystems.filter(({ index }) => environment[index] !== undefined);
  if (system === undefined) {
    const known = batchSystems.map(({ index }) => index).join(', ');
    throw new UsageError(
      `--shard env: this is no task of a batch system; none of ${known} is set; name the part, as 3/16`,
    );
  }
  const [other] = others;
  if (other !== undefined) {
    throw new UsageError(
      `--shard env: ${system.index} and ${other.index} are both set; name the part, as 3/16`,
    );
  }
  const of = countOf(system, environment, said);
  const first = system.first === undefined ? 0 : numberIn(environment, system.first);
  const index = numberIn(environment, system.index);
  checkRange(system, environment, { first, of });
  const part = index - first + 1;
  if (part < 1 || part > of) {
    throw new UsageError(
      `--shard env: ${system.index} is ${index}, outside of the ${of} tasks from ${first}`,
    );
  }
  return { part, of };
}

function countOf(
  { name, count }: BatchSystem,
  environment: Environment,
  said: number | undefined,
): number {
  if (count === undefined) {
    if (said !== undefined) return said;
    throw new UsageError(
      `--shard env: ${name} does not tell how many tasks there are; say it, as env/16`,
    );
  }
  const told = numberIn(environment, count);
  if (said === undefined || said === told) return told;
  throw new UsageError(
    `--shard env/${said}: ${count} is ${told}; submit ${said} tasks, or name the part of a single one, as 3/${said}`,
  );
}

/** A list with gaps, or a single task that is run again, does not tell which part it stands for. */
function checkRange(
  { index, last }: BatchSystem,
  environment: Environment,
  { first, of }: { first: number; of: number },
): void {
  if (last === undefined) return;
  const range = `${first} to ${numberIn(environment, last)}`;
  if (first <= 1 && numberIn(environment, last) - first + 1 === of) return;
  throw new UsageError(
    `--shard env: ${index} counts ${of} tasks from ${range}, expected all from 0 or 1 without gaps; name the part of a task that is run again, as 3/16`,
  );
}

function numberIn(environment: Environment, variable: string): number {
  const { [variable]: text } = environment;
  if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(
    `--shard env: ${variable} is ${text === undefined ? 'not set' : `"${text}"`}, expected a whole number`,
  );
}
