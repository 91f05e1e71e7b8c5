import { silentLogger } from '@gender/core';
import { engineNames, type Engine, type EngineName, type SelectEngineOptions } from './engine.js';
import { EngineError } from './engine-error.js';
import { createOnnxRuntimeEngine } from './onnxruntime/onnxruntime-engine.js';
import { createTensorFlowEngine } from './tensorflow/tensorflow-engine.js';

/** Makes an engine by its name. */
export type CreateEngine = (name: EngineName) => Promise<Engine>;

/**
 * The engine of a name, or the first that works here.
 *
 * @param create - a parameter where a test needs engines that are missing
 * @throws EngineError (`ENGINE_UNAVAILABLE`) when the engine asked for, or every one, cannot be loaded; says why.
 */
export async function selectEngine(
  { name = 'auto', logger = silentLogger }: SelectEngineOptions = {},
  create: CreateEngine = createEngine,
): Promise<Engine> {
  if (name !== 'auto') return create(name);
  const reasons: string[] = [];
  for (const candidate of engineNames) {
    try {
      const engine = await create(candidate);
      if (reasons.length > 0)
        logger.warn(`using ${candidate}, which is slower: ${reasons.join('; ')}`);
      return engine;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      reasons.push(error.message);
    }
  }
  throw new EngineError('ENGINE_UNAVAILABLE', `no engine works here: ${reasons.join('; ')}`);
}

function createEngine(name: EngineName): Promise<Engine> {
  switch (name) {
    case 'onnxruntime':
    case 'onnxruntime-web':
      return createOnnxRuntimeEngine(name);
    case 'tensorflow':
      return createTensorFlowEngine();
  }
}
