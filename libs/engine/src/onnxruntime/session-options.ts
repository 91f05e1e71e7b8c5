import type { Quantization } from '@gender/onnx';
import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../engine.js';
import type { RuntimeName } from './runtime.js';

/** `COREML_FLAG_CREATE_MLPROGRAM`: the newer model format, which has LayerNormalization. */
const ML_PROGRAM = 0x10;

/**
 * Weights of 8 bits would saturate on processors without VNNI; this has ONNX Runtime compute them
 * there by other, slower instructions (`kOrtSessionOptionsAvx2PrecisionMode`).
 */
const EXACT_SUMS = { extra: { session: { x64quantprecision: '1' } } };

/**
 * What a session is created with. On its own account ONNX Runtime computes on the processor what a
 * device cannot; here that is an error, so that nobody waits for a card that does not compute.
 *
 * @param weightBits - of a network in 8-bit integers
 */
export function sessionOptions(
  runtime: RuntimeName,
  device: Device,
  weightBits?: Quantization['weightBits'],
): InferenceSession.SessionOptions {
  if (device === 'cpu') {
    const executionProviders = [runtime === 'onnxruntime' ? 'cpu' : 'wasm'];
    return { executionProviders, ...(weightBits === 8 && EXACT_SUMS) };
  }
  return {
    executionProviders: [
      device === 'coreml' ? { name: device, coreMlFlags: ML_PROGRAM } : { name: device },
    ],
    extra: { session: { disable_cpu_ep_fallback: '1' } },
  };
}

/** Whether a session could not be created because its device lacks an operation. */
export function lacksOperation(message: string): boolean {
  return message.includes('fallback to CPU EP has been explicitly disabled');
}
