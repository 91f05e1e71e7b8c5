/// <reference lib="dom" />
import { required } from '@gender/core';
import { formatShape, tensor, type Float32Tensor } from '@gender/tensor';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { EngineError } from '../engine-error.js';

/** Where a page computes: WebAssembly on the processor, or its graphics card by WebGPU. */
export type WebDevice = 'cpu' | 'webgpu';

export interface WebSessionOptions {
  /** @default 'cpu' */
  device?: WebDevice | undefined;
  /**
   * Threads of the processor, where the page is cross-origin isolated; one anywhere else.
   * Default: half the cores, at most 4. The first session of a page decides.
   */
  threads?: number | undefined;
  /**
   * The folder from which `ort-wasm-simd-threaded*.wasm` of onnxruntime-web come, where a bundler
   * does not see to it. The first session of a page decides.
   */
  wasmPaths?: string | undefined;
}

/** An ONNX model of one input and one output of floats, ready to run in a page. */
export interface WebSession extends AsyncDisposable {
  /**
   * Computes the output of a batch; calls may overlap and are answered in order.
   *
   * @param input - float32, of the shape that the model reads
   * @throws EngineError (`ENGINE_FAILED`) when it cannot be computed.
   */
  run(input: Float32Tensor): Promise<Float32Tensor>;
}

/** What of the builds of onnxruntime-web is used here. */
interface WebRuntime {
  readonly env: { logLevel?: string; wasm: { numThreads?: number; wasmPaths?: unknown } };
  readonly InferenceSession: { create: (typeof InferenceSession)['create'] };
  readonly Tensor: typeof Tensor;
}

/**
 * Loads an ONNX model into onnxruntime-web.
 *
 * @param model - the bytes of the file
 * @throws EngineError when the package is missing or cannot run here (`ENGINE_UNAVAILABLE`), when
 *   there is no WebGPU (`ENGINE_DEVICE`), or when the model cannot be loaded (`ENGINE_FAILED`).
 */
export async function openWebSession(
  model: Uint8Array,
  { device = 'cpu', threads, wasmPaths }: WebSessionOptions = {},
): Promise<WebSession> {
  if (device === 'webgpu' && !('gpu' in navigator)) {
    throw new EngineError(
      'ENGINE_DEVICE',
      'this browser offers no WebGPU to this page; take the device "cpu"',
    );
  }
  const runtime = await importWebRuntime(device);
  runtime.env.logLevel = 'error';
  if (threads !== undefined) runtime.env.wasm.numThreads = threads;
  if (wasmPaths !== undefined) runtime.env.wasm.wasmPaths = wasmPaths;
  const executionProviders = [device === 'webgpu' ? 'webgpu' : 'wasm'];
  const session = await said('load the model', () =>
    runtime.InferenceSession.create(model, { executionProviders }),
  );
  return new OnnxWebSession(runtime, session);
}

class OnnxWebSession implements WebSession {
  readonly #runtime: WebRuntime;
  readonly #session: InferenceSession;
  /** The runs before: a session takes one at a time. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(runtime: WebRuntime, session: InferenceSession) {
    this.#runtime = runtime;
    this.#session = session;
  }

  run(input: Float32Tensor): Promise<Float32Tensor> {
    const result = this.#before.then(() => said('compute', () => this.#run(input)));
    this.#before = result.catch(() => undefined);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#before;
    await this.#session.release();
  }

  async #run({ data, shape }: Float32Tensor): Promise<Float32Tensor> {
    const { inputNames, outputNames } = this.#session;
    const input = new this.#runtime.Tensor('float32', data, shape);
    const outputs = await this.#session.run({ [required(inputNames[0], 'the input')]: input });
    const output = required(outputs[required(outputNames[0], 'the output')], 'its value');
    const values = await output.getData();
    if (!(values instanceof Float32Array)) {
      throw new Error(`the output ${formatShape(output.dims)} is of ${output.type}`);
    }
    // A copy: the runtime may use its memory again.
    const result = tensor('float32', output.dims, values.slice());
    output.dispose();
    return result;
  }
}

async function importWebRuntime(device: WebDevice): Promise<WebRuntime> {
  try {
    return device === 'webgpu'
      ? await import('onnxruntime-web/webgpu')
      : await import('onnxruntime-web/wasm');
  } catch (cause) {
    throw new EngineError(
      'ENGINE_UNAVAILABLE',
      `onnxruntime-web cannot be loaded: ${reasonOf(cause)}; install it by "npm install onnxruntime-web"`,
      { cause },
    );
  }
}

/** Does something with the runtime, whose errors are of no class of their own. */
async function said<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new EngineError('ENGINE_FAILED', `onnxruntime-web cannot ${what}: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

function reasonOf(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).replace(/\n[^]*/, '');
}
