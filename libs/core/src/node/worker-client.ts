import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker, type TransferListItem, type WorkerOptions } from 'node:worker_threads';
import { Mutex } from '../mutex.js';
import { required } from '../required.js';
import { bundleThread } from './bundle-thread.js';
import { FileError } from './file-error.js';

/** An interface whose members are all methods: what a thread can be asked. */
export type Methods<Calls> = { [Name in keyof Calls]: (...args: never[]) => unknown };

/** What a call resolves to. */
export type CallResult<Calls extends Methods<Calls>, Name extends keyof Calls> = Awaited<
  ReturnType<Calls[Name]>
>;

/** The same methods as a thread implements them: some take their time. */
type Served<Calls extends Methods<Calls>> = {
  [Name in keyof Calls]: (
    ...args: Parameters<Calls[Name]>
  ) => ReturnType<Calls[Name]> | Promise<ReturnType<Calls[Name]>>;
};

interface Request {
  readonly name: PropertyKey;
  readonly args: readonly unknown[];
}

type Reply = { readonly value: unknown } | { readonly error: unknown };

export interface WorkerClientOptions {
  /**
   * The library's error for a call that failed, a thread that crashed or ended, or a client that was
   * disposed of.
   *
   * @param why - in words: the message of the failure, `the thread ended with code 3`
   */
  readonly toError: (why: string, cause?: unknown) => Error;
  /** Shared by clients whose threads must not work at the same time; default: none. */
  readonly mutex?: Mutex | undefined;
  /** Called before a request goes to the thread. */
  readonly onBusy?: (() => void) | undefined;
  /** Called when the thread has nothing to do any more: it has answered, or ended. */
  readonly onIdle?: (() => void) | undefined;
  /** Whether disposal lets the thread finish the call it is at; default: it is cut off. */
  readonly finishes?: boolean | undefined;
}

/**
 * The near end of a worker thread that answers calls by `serveCalls`.
 *
 * The thread gets one call at a time, so answers come in the order of the calls. It keeps the
 * process alive only while it owes an answer. When it crashes or ends, every call without an answer
 * and every later one is rejected.
 */
export class WorkerClient<Calls extends Methods<Calls>> implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #options: WorkerClientOptions;
  readonly #mutex: Mutex;
  #reject: (error: Error) => void = () => undefined;
  #answer: (reply: Reply) => void = () => undefined;
  /** Why there will be no more answers. */
  #ended: Error | undefined;
  /** Resolves when the thread has nothing to do. */
  #idle: Promise<void> = Promise.resolve();
  #becomeIdle: () => void = () => undefined;

  constructor(worker: Worker, options: WorkerClientOptions) {
    this.#worker = worker;
    this.#options = options;
    this.#mutex = options.mutex ?? new Mutex();
    worker.unref();
    worker.on('message', (reply: Reply) => {
      worker.unref();
      this.#becomeIdle();
      this.#answer(reply);
    });
    worker.on('error', (cause: unknown) => {
      this.#end(`the thread crashed: ${messageOf(cause)}`, cause);
    });
    worker.on('exit', (code) => {
      this.#end(`the thread ended with code ${code}`);
      this.#becomeIdle();
    });
  }

  /**
   * Asks the thread, after all earlier calls were answered.
   *
   * @param args - copied to the thread, but for the memory in `transfer`
   * @param transfer - memory that goes over to the thread
   * @throws the error of `toError` when the call fails or the thread has ended.
   */
  async call<Name extends keyof Calls>(
    name: Name,
    args: Parameters<Calls[Name]>,
    transfer: readonly TransferListItem[] = [],
  ): Promise<CallResult<Calls, Name>> {
    const reply = await this.#mutex.run(() => this.#exchange({ name, args }, transfer));
    if ('value' in reply) return reply.value as CallResult<Calls, Name>;
    throw this.#options.toError(messageOf(reply.error), reply.error);
  }

  /** Rejects calls without an answer and ends the thread. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end('it was disposed of');
    if (this.#options.finishes) await this.#idle;
    await this.#worker.terminate();
  }

  async #exchange(request: Request, transfer: readonly TransferListItem[]): Promise<Reply> {
    if (this.#ended) throw this.#ended;
    this.#becomeBusy();
    try {
      return await new Promise<Reply>((resolve, reject) => {
        this.#answer = resolve;
        this.#reject = reject;
        this.#send(request, transfer);
      });
    } finally {
      await this.#idle;
    }
  }

  #send(request: Request, transfer: readonly TransferListItem[]): void {
    try {
      this.#worker.postMessage(request, transfer);
    } catch (cause) {
      this.#worker.unref();
      this.#becomeIdle();
      throw cause;
    }
  }

  #becomeBusy(): void {
    this.#worker.ref();
    this.#options.onBusy?.();
    this.#idle = new Promise((resolve) => {
      this.#becomeIdle = () => {
        this.#becomeIdle = () => undefined;
        this.#options.onIdle?.();
        resolve();
      };
    });
  }

  #end(why: string, cause?: unknown): void {
    this.#ended ??= this.#options.toError(why, cause);
    this.#reject(this.#ended);
  }
}

/**
 * Answers the calls of a `WorkerClient`, in the thread that it has started.
 *
 * @param calls - what the thread does; what is thrown goes to the caller, and the thread lives on
 * @param transferOf - the memory of a result that goes over to the caller; default: all is copied
 */
export function serveCalls<Calls extends Methods<Calls>>(
  calls: Served<Calls>,
  transferOf: (result: CallResult<Calls, keyof Calls>) => readonly TransferListItem[] = () => [],
): void {
  const port = required(parentPort, 'the port of a worker thread');
  const answer = async ({ name, args }: Request): Promise<void> => {
    try {
      const method = calls[name as keyof Calls];
      const value = (await Reflect.apply(method, calls, args)) as CallResult<Calls, keyof Calls>;
      port.postMessage({ value } satisfies Reply, transferOf(value));
    } catch (error) {
      port.postMessage({ error: portable(error) } satisfies Reply);
    }
  };
  port.on('message', (request: Request) => void answer(request));
}

/**
 * Starts a worker thread from a module of the calling package, named by its compiled URL
 * (`new URL('./thread.js', import.meta.url)`).
 *
 * When the caller runs from TypeScript sources, only `thread.ts` exists; the worker then runs
 * a bundle of it. Published packages always hold `thread.js`.
 *
 * @throws FileError (`FILE_NOT_FOUND`) when neither is there: a bundler has left it behind.
 */
export function startWorker(module: URL, options: WorkerOptions = {}): Worker {
  if (existsSync(fileURLToPath(module))) return new Worker(module, options);
  const source = new URL(module.href.replace(/\.m?js$/, '.ts'));
  if (!existsSync(fileURLToPath(source))) throw missingWorker(fileURLToPath(module));
  return new Worker(bundleThread(fileURLToPath(source)), { ...options, execArgv: [] });
}

function missingWorker(path: string): FileError {
  return new FileError(
    'FILE_NOT_FOUND',
    `the worker file ${path} is missing; when bundling, keep the packages @gender/* external`,
  );
}

/** An error without what cannot be copied to another thread, such as functions in its fields. */
function portable(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { message, stack } = error;
  return Object.assign(new Error(message), stack === undefined ? {} : { stack });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
