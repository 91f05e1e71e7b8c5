import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../engine.js';
import type { RuntimeName } from './runtime.js';

/** `COREML_FLAG_CREATE_MLPROGRAM`: the newer model format, which has LayerNormalization. */
const ML_PROGRAM = 0x10;

/** What decides about a session besides its model. */
export interface SessionNeeds {
  /** Sums of 8-bit products that the processor would saturate, by other, slower instructions. */
  readonly exactSums?: boolean | undefined;
  /** The folder of the files to which the model refers. */
  readonly externalFolder?: string | undefined;
}

/**
 * What a session is created with. Its threads do not wait for each other in a busy loop, which takes the processor
 * from those that decode the next pictures (`kOrtSessionOptionsConfigAllowIntraOpSpinning`). On its own account ONNX Runtime computes on the processor what a
 * device cannot; here that is an error, so that nobody waits for a card that does not compute.
 */
export function sessionOptions(
  runtime: RuntimeName,
  device: Device,
  { exactSums = false, externalFolder }: SessionNeeds = {},
): InferenceSession.SessionOptions {
  const session = {
    intra_op: { allow_spinning: '0' },
    ...(device !== 'cpu' && { disable_cpu_ep_fallback: '1' }),
    // `kOrtSessionOptionsAvx2PrecisionMode`; it slows down processors with VNNI as well.
    ...(device === 'cpu' && exactSums && { x64quantprecision: '1' }),
    ...(externalFolder !== undefined && {
      model_external_initializers_file_folder_path: externalFolder,
    }),
  };
  return { executionProviders: [provider(runtime, device)], extra: { session } };
}

function provider(runtime: RuntimeName, device: Device): InferenceSession.ExecutionProviderConfig {
  if (device === 'cpu') return runtime === 'onnxruntime' ? 'cpu' : 'wasm';
  return device === 'coreml' ? { name: device, coreMlFlags: ML_PROGRAM } : { name: device };
}

/** Whether a session could not be created because its device lacks an operation. */
export function lacksOperation(message: string): boolean {
  return message.includes('fallback to CPU EP has been explicitly disabled');
}
