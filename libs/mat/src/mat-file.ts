import type { MatContainer, MatInfo, MatVersion, StoredVariable } from './mat-container.js';
import { MatError } from './mat-error.js';
import type { MatValue } from './mat-value.js';
import { PathQuery } from './path-query.js';
import { ReadSession, type MatSelection } from './read-session.js';

/** A variable that was read: its name and its value. */
export type MatVariable = readonly [name: string, value: MatValue];

/** A MAT-file opened by `openMat`; close it with `await using` or `close()`. */
export class MatFile implements AsyncDisposable, AsyncIterable<MatVariable> {
  /** The file's name in messages. */
  readonly name: string;
  readonly #container: MatContainer;
  readonly #release: () => Promise<void>;

  /** @internal */
  constructor(name: string, container: MatContainer, release: () => Promise<void>) {
    this.name = name;
    this.#container = container;
    this.#release = release;
  }

  get version(): MatVersion {
    return this.#container.version;
  }

  get byteOrder(): 'little-endian' | 'big-endian' {
    return this.#container.byteOrder;
  }

  /** Lists the variables as MATLAB's `whos` does; nothing of them is read but their headers. */
  async list(): Promise<MatInfo[]> {
    const list: MatInfo[] = [];
    for await (const { info } of this.#stored()) list.push(info);
    return list;
  }

  /**
   * Reads one variable, or one array in it; what lies beside it is passed over, and reading ends
   * with it.
   *
   * @param path - as one writes it in MATLAB: `net.layers{5}.weights{1}`, `people(2).name`
   * @throws MatError `MAT_PATH` when there is no such array.
   */
  async read(
    path: string,
    options: Pick<MatSelection, 'order' | 'verify'> = {},
  ): Promise<MatValue> {
    const query = new PathQuery(this.name, path);
    const session = new ReadSession(this.name, {
      ...options,
      select: (entry) => query.wants(entry),
      until: (entry) => query.isTarget(entry),
    });
    const names: string[] = [];
    for await (const variable of this.#stored()) {
      names.push(variable.info.name);
      if (variable.info.name === query.variable) return query.extract(await variable.read(session));
    }
    throw new MatError(
      'MAT_PATH',
      `${this.name}: has no variable "${query.variable}"; its variables are ${names.join(', ') || 'none'}`,
    );
  }

  /**
   * Reads the variables one after the other, in their order in the file; one that `select` refuses
   * is not even inflated.
   */
  async *variables(options: MatSelection = {}): AsyncGenerator<MatVariable> {
    const session = new ReadSession(this.name, options);
    for await (const variable of this.#stored()) {
      yield [variable.info.name, await variable.read(session)];
      if (session.ended) return;
    }
  }

  /** Reads everything, variable by variable. */
  [Symbol.asyncIterator](): AsyncGenerator<MatVariable> {
    return this.variables();
  }

  async close(): Promise<void> {
    await this.#container.close();
    await this.#release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async *#stored(): AsyncGenerator<StoredVariable> {
    const names = new Set<string>();
    for await (const variable of this.#container.variables()) {
      const { name } = variable.info;
      if (names.has(name)) {
        throw new MatError('MAT_FORMAT', `${this.name}: there are two variables named ${name}`);
      }
      names.add(name);
      yield variable;
    }
  }
}
