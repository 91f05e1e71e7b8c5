/** The thread of one session: the only place where ONNX Runtime computes. */
import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';
import { setIdle } from './finish-before-exit.js';
import { importRuntime, type Runtime } from './runtime.js';
import type {
  Activation,
  LoadRequest,
  SessionReply,
  SessionRequest,
  SessionThreadData,
} from './session-messages.js';

interface Loaded {
  readonly runtime: Runtime;
  readonly session: InferenceSession;
}

const { busy, runtime: name } = workerData as SessionThreadData;
/** Imported before the first request comes. */
const importing = importRuntime(name);
importing.catch(() => undefined); // told to whoever asks
let loaded: Loaded | undefined;

parentPort?.on('message', (request: SessionRequest) => {
  void answer(request).catch(describeFailure).then(send);
});

function send(reply: SessionReply): void {
  const activations = reply.kind === 'ran' ? [...reply.outputs.values()] : [];
  setIdle(busy);
  parentPort?.postMessage(
    reply,
    activations.map(({ data }) => data.buffer),
  );
}

async function answer(request: SessionRequest): Promise<SessionReply> {
  if (request.kind === 'load') {
    loaded = await load(request);
    return { kind: 'loaded' };
  }
  if (loaded === undefined) throw new Error('no model was loaded');
  return { kind: 'ran', outputs: await run(loaded, request.activation) };
}

async function load({ threads, options, model }: LoadRequest): Promise<Loaded> {
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
  { data, shape }: Activation,
): Promise<Map<string, Activation>> {
  const input = new runtime.Tensor('float32', data, shape);
  const results = await session.run({ [session.inputNames[0] ?? '']: input });
  const outputs = new Map<string, Activation>();
  for (const [name, result] of Object.entries(results)) {
    const values = await result.getData();
    if (!(values instanceof Float32Array)) throw new Error(`output "${name}" is ${result.type}`);
    outputs.set(name, { shape: result.dims, data: ownBuffer(values) });
    result.dispose();
  }
  return outputs;
}

/** The elements in a buffer that holds nothing else, and can therefore be given away. */
function ownBuffer(values: Float32Array): Float32Array<ArrayBuffer> {
  const { buffer } = values;
  return buffer instanceof ArrayBuffer && buffer.byteLength === values.byteLength
    ? new Float32Array(buffer)
    : Float32Array.from(values);
}

function describeFailure(cause: unknown): SessionReply {
  return { kind: 'failed', message: cause instanceof Error ? cause.message : String(cause) };
}
