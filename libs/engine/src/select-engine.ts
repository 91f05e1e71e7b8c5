import {
  engineNames,
  type Device,
  type Engine,
  type EngineName,
  type SelectEngineOptions,
} from './engine.js';
import { EngineError } from './engine-error.js';
import { createOnnxRuntimeEngine } from './onnxruntime/onnxruntime-engine.js';
import { createTensorFlowEngine } from './tensorflow/tensorflow-engine.js';

/** Makes an engine by its name, for a device. */
export type CreateEngine = (name: EngineName, device: Device) => Promise<Engine>;

/**
 * The engine of a name, or the first that works here.
 *
 * @param create - a parameter where a test needs engines that are missing
 * @throws EngineError when the engine asked for, or every one, cannot be loaded (`ENGINE_UNAVAILABLE`) or not
 *   compute on the device (`ENGINE_DEVICE`); says why.
 */
export async function selectEngine(
  { name = 'auto', device = 'cpu', logger }: SelectEngineOptions = {},
  create: CreateEngine = createEngine,
): Promise<Engine> {
  if (name !== 'auto') return create(name, device);
  if (device !== 'cpu') return create('onnxruntime', device);
  const reasons: string[] = [];
  for (const candidate of engineNames) {
    try {
      const engine = await create(candidate, device);
      if (reasons.length > 0) {
        warn(logger, `using ${candidate}, which is slower: ${reasons.join('; ')}`);
      }
      return engine;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      reasons.push(error.message);
    }
  }
  throw new EngineError('ENGINE_UNAVAILABLE', `no engine works here: ${reasons.join('; ')}`);
}

let processIsWarned = false;

/** Where nobody gave a logger, the process is warned: that everything takes longer must not go unseen. */
function warn(logger: SelectEngineOptions['logger'], text: string): void {
  if (logger) {
    logger.warn(text);
  } else if (!processIsWarned) {
    processIsWarned = true;
    process.emitWarning(text, { code: 'GENDER_SLOWER_ENGINE' });
  }
}

function createEngine(name: EngineName, device: Device): Promise<Engine> {
  switch (name) {
    case 'onnxruntime':
    case 'onnxruntime-web':
      return createOnnxRuntimeEngine(name, device);
    case 'tensorflow':
      return createTensorFlowEngine(device);
  }
}
