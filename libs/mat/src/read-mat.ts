import { silentProgress, type ByteSource, type ProgressReporter } from '@gender/core';
import { readArrayHeader } from './array-header.js';
import type { ByteReader } from './byte-reader.js';
import { readTag, type Element } from './element.js';
import { readFileHeader } from './file-header.js';
import { HEADER_BYTES, MI } from './level5.js';
import { MAX_DEFLATE_RATIO } from './limits.js';
import type { MatValue } from './mat-value.js';
import { openInflated, openRaw } from './open-reader.js';
import { expectMatrix, readArray, type ArrayReader, type MatEntry } from './read-array.js';

export interface ReadMatOptions {
  /**
   * Asked for every array before its content is read, an outer array before those in it; what it
   * refuses is passed over and stands as `skipped` in the result. Default: everything is read.
   */
  select?: ((entry: MatEntry) => boolean) | undefined;
  /** Shows how many bytes of the file were read. */
  progress?: ProgressReporter | undefined;
}

/** The variables of a file by name, in their order in the file. */
export type MatVariables = ReadonlyMap<string, MatValue>;

/**
 * Reads the variables of a MAT-file of level 5 (MATLAB 5 to 7.2), compressed or not, in one pass
 * over the file that holds no more than the arrays it returns.
 *
 * A variable that `select` refuses is not even inflated, so `select: () => false` lists a file.
 *
 * @throws MatError when the file is of another version, damaged, cut short, or holds a selected
 *   array of a kind that is not read here.
 * @example
 * ```ts
 * const variables = await readMat(memorySource(bytes), {
 *   select: ({ path }) => !path.startsWith('net.layers{33}'),
 * });
 * ```
 */
export async function readMat(
  source: ByteSource,
  options: ReadMatOptions = {},
): Promise<MatVariables> {
  const { select = () => true, progress = silentProgress } = options;
  const { littleEndian } = await readFileHeader(source);
  const variables = new Map<string, MatValue>();
  const task = progress.start({
    label: `reading ${source.name}`,
    total: source.byteLength,
    unit: 'bytes',
  });
  const watched = watchReading(source, (bytes) => task.advance(bytes));
  try {
    for (let offset = HEADER_BYTES; offset < source.byteLength;) {
      const variable = await openVariable(watched, offset, littleEndian);
      await readVariable({ ...variable, littleEndian, select }, variable, variables);
      offset = variable.next;
    }
  } finally {
    task.stop();
  }
  return variables;
}

/** A variable whose tag was read. */
interface OpenVariable {
  readonly reader: ByteReader;
  readonly element: Element;
  readonly inflated: boolean;
  /** The byte of the file where the next variable begins. */
  readonly next: number;
}

async function openVariable(
  source: ByteSource,
  offset: number,
  littleEndian: boolean,
): Promise<OpenVariable> {
  const raw = openRaw(source, offset, source.byteLength);
  const outer = await readTag(
    { reader: raw, littleEndian },
    source.byteLength - offset,
    'MAT_TRUNCATED',
  );
  if (outer.type !== MI.compressed) {
    const element = expectMatrix({ reader: raw, littleEndian }, outer, 'a variable');
    return { reader: raw, element, inflated: false, next: offset + element.end };
  }
  const start = offset + raw.position;
  const next = start + outer.byteLength;
  const reader = openInflated(source, start, next);
  const limit = outer.byteLength * MAX_DEFLATE_RATIO;
  const element = await closingOnError(reader, async () => {
    const inner = await readTag({ reader, littleEndian }, limit);
    return expectMatrix({ reader, littleEndian }, inner, 'a variable');
  });
  return { reader, element, inflated: true, next };
}

async function readVariable(
  from: ArrayReader,
  { reader, element, inflated }: OpenVariable,
  variables: Map<string, MatValue>,
): Promise<void> {
  await closingOnError(reader, async () => {
    const header = await readArrayHeader(from, element.end);
    // The only array without a name is MATLAB's own store of objects and function handles.
    if (header.name === '') return;
    if (variables.has(header.name)) {
      throw reader.fail('MAT_FORMAT', `there are two variables named ${header.name}`);
    }
    const value = await readArray(from, header, header.name, 1, element.end);
    variables.set(header.name, value);
    if (!inflated || value.kind === 'skipped') return;
    await reader.skip(element.end - reader.position);
    await reader.expectEnd();
  });
  await reader.close();
}

async function closingOnError<T>(reader: ByteReader, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    await reader.close();
    throw cause;
  }
}

/** The same source; `onAdvance` hears by how many bytes the furthest byte that was read moved. */
function watchReading(source: ByteSource, onAdvance: (bytes: number) => void): ByteSource {
  let furthest = 0;
  return {
    name: source.name,
    byteLength: source.byteLength,
    slice: (start, end) => {
      if (end > furthest) onAdvance(end - furthest);
      furthest = Math.max(furthest, end);
      return source.slice(start, end);
    },
  };
}
