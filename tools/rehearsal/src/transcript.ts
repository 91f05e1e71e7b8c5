import { Console } from 'node:console';

/** Writes what is done, a line for each step: what came of it, and how long it took. */
export class Transcript {
  readonly #terminal = new Console(process.stdout, process.stderr);

  line(text: string): void {
    this.#terminal.log(text);
  }

  table(rows: Readonly<Record<string, unknown>>): void {
    this.#terminal.table(rows);
  }

  /**
   * Does a step, and writes what came of it.
   *
   * @param describe - the outcome in words
   * @returns the outcome; what the action throws ends the rehearsal
   */
  async step<T>(
    title: string,
    action: () => Promise<T>,
    describe: (outcome: T) => string,
  ): Promise<T> {
    const started = performance.now();
    const outcome = await action();
    const seconds = Math.round((performance.now() - started) / 1000);
    this.line(`passed: ${title} (${seconds} s): ${describe(outcome)}`);
    return outcome;
  }

  /** Writes why the rehearsal ended; of a program that failed, the end of what it wrote. */
  failed(error: unknown): void {
    const outputs = outputsOf(error);
    const message = error instanceof Error ? error.message : String(error);
    // The message of a program that failed repeats what it wrote after the first line.
    const [first] = message.split('\n');
    this.#terminal.error(`FAILED: ${outputs.length > 0 ? first : message}`);
    for (const text of outputs) this.#terminal.error(text.slice(-LAST_CHARACTERS));
  }
}

const LAST_CHARACTERS = 4000;

function outputsOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  return ['stdout', 'stderr'].flatMap((key) => {
    const text: unknown = Reflect.get(error, key);
    return typeof text === 'string' && text !== '' ? [text] : [];
  });
}
