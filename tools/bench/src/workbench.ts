import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Scale } from './scale.js';

/** What every measurement is given. */
export interface WorkbenchOptions {
  readonly scale: Scale;
  /** Threads that compute, on either side. */
  readonly threads: number;
  /** A Python interpreter with the baselines' packages. */
  readonly python?: string | undefined;
  /** A folder where `@vladmandic/face-api` is installed with all that its own code needs. */
  readonly faceApi?: string | undefined;
  /** Where generated files stay for the next run; default: a temporary folder that is removed. */
  readonly workDir?: string | undefined;
}

/** Where measurements find the files that they need; each is made once. End it with `await using`. */
export class Workbench implements AsyncDisposable {
  private constructor(
    readonly scale: Scale,
    readonly threads: number,
    readonly python: string | undefined,
    readonly faceApi: string | undefined,
    private readonly root: string,
    private readonly temporary: boolean,
  ) {}

  static async open({
    scale,
    threads,
    python,
    faceApi,
    workDir,
  }: WorkbenchOptions): Promise<Workbench> {
    const root = workDir ?? (await mkdtemp(join(tmpdir(), 'gender-bench-')));
    return new Workbench(scale, threads, python, faceApi, root, workDir === undefined);
  }

  /** The same for another scale; it ends with this one. */
  at(scale: Scale): Workbench {
    return new Workbench(scale, this.threads, this.python, this.faceApi, this.root, false);
  }

  /** The path of a file or folder that a measurement writes anew. */
  path(name: string): string {
    return join(this.root, this.scale.name, name);
  }

  /**
   * The path of a file or folder that is made when it is first asked for, and its folder.
   *
   * @param make - writes it whole or not at all
   */
  async made(name: string, make: (path: string) => Promise<void>): Promise<string> {
    const path = this.path(name);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
    await mkdir(dirname(path), { recursive: true });
    await make(path);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.temporary) await rm(this.root, { recursive: true, force: true });
  }
}
