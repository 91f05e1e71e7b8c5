import type * as onnxruntime from 'onnxruntime-node';
import { EngineError } from '../engine-error.js';

/** The two builds of ONNX Runtime for JavaScript: native code, and WebAssembly. */
export type RuntimeName = 'onnxruntime' | 'onnxruntime-web';

/** What both builds export, as far as it is used here. */
export type Runtime = Pick<typeof onnxruntime, 'env' | 'InferenceSession' | 'Tensor'> &
  Partial<Pick<typeof onnxruntime, 'listSupportedBackends'>>;

/** Imports a build; a parameter where a test needs one that fails. */
export type ImportRuntime = (name: RuntimeName) => Promise<Runtime>;

/**
 * Imports ONNX Runtime.
 *
 * @throws EngineError (`ENGINE_UNAVAILABLE`) when the package or its binary is missing.
 */
export async function importRuntime(
  name: RuntimeName,
  load: ImportRuntime = importPackage,
): Promise<Runtime> {
  try {
    return await load(name);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new EngineError(
      'ENGINE_UNAVAILABLE',
      `the engine "${name}" cannot be loaded on ${process.platform} ${process.arch}: ${reason}; ${remedies[name]}`,
      { cause },
    );
  }
}

/** The version of a build that was imported. */
export function versionOf(name: RuntimeName, { env: { versions } }: Runtime): string {
  return versions[name === 'onnxruntime' ? 'node' : 'web'] ?? versions.common;
}

const remedies: Record<RuntimeName, string> = {
  onnxruntime:
    'install it by "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node", or take the engine "onnxruntime-web"',
  'onnxruntime-web':
    'where there is no onnxruntime-node, install it by "npm install onnxruntime-web"',
};

async function importPackage(name: RuntimeName): Promise<Runtime> {
  if (name === 'onnxruntime-web') return import('onnxruntime-web');
  keepToItself(process.env);
  return import('onnxruntime-node');
}

/**
 * Keeps ONNX Runtime from reporting to its maker. Its native builds since 1.29 send each session's
 * graph, hashes and device to `events.data.microsoft.com` and keep an identifier of the machine in the
 * home folder, unless this variable is set before the library is loaded (microsoft/onnxruntime#27379).
 * Who sets it otherwise decides for himself. A worker thread has a copy of the environment that the
 * library does not see: there the main thread has to set it, as it does for the threads of sessions.
 */
function keepToItself(environment: NodeJS.ProcessEnv): void {
  environment['ORT_DISABLE_TELEMETRY'] ??= '1';
}
