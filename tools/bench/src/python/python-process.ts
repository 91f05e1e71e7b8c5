import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { UnavailableError } from '../harness/pair.js';
import type { Workbench } from '../workbench.js';

const replySchema = z.union([
  z.object({ ready: z.record(z.string(), z.string()) }),
  z.object({ seconds: z.number().positive() }),
  z.object({ error: z.string() }),
]);

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** So much of what a script says on standard error is kept for messages. */
const KEPT_ERROR_TEXT = 2000;

/** A baseline in Python that stays ready and does its work each time it is asked; end it with `await using`. */
export class PythonProcess implements AsyncDisposable {
  readonly #child: Child;
  readonly #lines: AsyncIterator<string>;
  readonly #closed: Promise<unknown>;
  #errorText = '';

  private constructor(child: Child) {
    this.#child = child;
    this.#closed = once(child, 'close');
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    // Whoever writes to a script that has ended learns of it from the reply that does not come.
    child.stdin.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-KEPT_ERROR_TEXT);
    });
  }

  /**
   * Starts a script of `tools/bench/python` and waits until it is ready.
   *
   * @param args - what the script needs, as JSON
   * @throws UnavailableError when there is no Python, or a package is missing in it.
   */
  static async start(bench: Workbench, script: string, args: object): Promise<PythonProcess> {
    const { python, threads } = bench;
    if (python === undefined) throw new UnavailableError('needs Python: name one with --python');
    const path = fileURLToPath(new URL(`../../python/${script}`, import.meta.url));
    const child = spawn(python, [path, JSON.stringify({ ...args, threads })], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, OMP_NUM_THREADS: String(threads), TF_CPP_MIN_LOG_LEVEL: '3' },
    });
    await once(child, 'spawn').catch((cause: unknown) => {
      throw new UnavailableError(`${python} cannot be started`, { cause });
    });
    const started = new PythonProcess(child);
    await started.#reply();
    return started;
  }

  /** Does the work once and returns the seconds that it took. */
  async run(): Promise<number> {
    this.#child.stdin.write('run\n');
    const reply = await this.#reply();
    if ('seconds' in reply) return reply.seconds;
    throw new Error(`expected a time from a Python baseline, not ${JSON.stringify(reply)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    await this.#closed;
  }

  async #reply(): Promise<z.infer<typeof replySchema>> {
    const line = await this.#lines.next();
    if (line.done) {
      await this.#closed;
      throw new Error(`a Python baseline ended: ${this.#errorText.trim()}`);
    }
    const reply = replySchema.parse(JSON.parse(line.value));
    if (!('error' in reply)) return reply;
    await this[Symbol.asyncDispose]();
    throw new UnavailableError(reply.error);
  }
}
