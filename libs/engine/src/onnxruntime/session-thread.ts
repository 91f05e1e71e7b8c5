/** The thread of one session: the only place where ONNX Runtime computes. */
import { workerData } from 'node:worker_threads';
import { required } from '@gender/core';
import { serveCalls } from '@gender/core/node';
import type { InferenceSession } from 'onnxruntime-node';
import { setIdle } from './finish-before-exit.js';
import { importRuntime, type Runtime } from './runtime.js';
import type { Activation, SessionCalls, SessionThreadData } from './session-calls.js';

interface Loaded {
  readonly runtime: Runtime;
  readonly session: InferenceSession;
}

const { busy, runtime: name } = workerData as SessionThreadData;
/** Imported before the first call comes. */
const importing = importRuntime(name);
importing.catch(() => undefined); // told to whoever calls
let loaded: Loaded | undefined;
/** Where inputs are copied to, one after the other. */
let memory = new Float32Array();

serveCalls<SessionCalls>(
  {
    load: (...args) =>
      untilIdle(async () => {
        loaded = await load(...args);
      }),
    run: (input) => untilIdle(() => run(required(loaded, 'the session in its thread'), input)),
  },
  (outputs) => (outputs ? [...outputs.values()].map(({ data }) => data.buffer) : []),
);

/** Does what must end before the process does. */
async function untilIdle<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    setIdle(busy);
  }
}

async function load(
  ...[model, threads, options]: Parameters<SessionCalls['load']>
): Promise<Loaded> {
  const runtime = await importing;
  runtime.env.logLevel = 'error';
  runtime.env.wasm.numThreads = threads;
  const session = await runtime.InferenceSession.create(model, {
    ...options,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
  return { runtime, session };
}

async function run(
  { runtime, session }: Loaded,
  { data, shape }: Activation<SharedArrayBuffer>,
): Promise<ReadonlyMap<string, Activation>> {
  const input = new runtime.Tensor('float32', ownCopy(data), shape);
  const results = await session.run({ [required(session.inputNames[0], 'its input')]: input });
  const outputs = new Map<string, Activation>();
  for (const [name, result] of Object.entries(results)) {
    const values = await result.getData();
    if (!(values instanceof Float32Array)) throw new Error(`output "${name}" is ${result.type}`);
    outputs.set(name, { shape: result.dims, data: ownBuffer(values) });
    result.dispose();
  }
  return outputs;
}

/** ONNX Runtime refuses memory that is shared (onnxruntime-node 1.30 on Node 20). */
function ownCopy(data: Float32Array<SharedArrayBuffer>): Float32Array<ArrayBuffer> {
  if (memory.length < data.length) memory = new Float32Array(data.length);
  const copy = memory.subarray(0, data.length);
  copy.set(data);
  return copy;
}

/** The elements in a buffer that holds nothing else, and can therefore be given away. */
function ownBuffer(values: Float32Array): Float32Array<ArrayBuffer> {
  const { buffer } = values;
  return buffer instanceof ArrayBuffer && buffer.byteLength === values.byteLength
    ? new Float32Array(buffer)
    : Float32Array.from(values);
}
