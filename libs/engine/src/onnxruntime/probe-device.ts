import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { toOnnx } from '@gender/onnx';
import type { Device } from '../engine.js';
import { sessionOptions } from './session-options.js';

/** Drivers that are asked for the first time compile; none takes a minute. */
const LIMIT_MILLISECONDS = 60_000;

const require = createRequire(import.meta.url);

const program = `
const { env, InferenceSession, Tensor } = require(process.argv[1]);
const [model, options] = process.argv.slice(2);
env.logLevel = 'fatal';
InferenceSession.create(Buffer.from(model, 'base64'), JSON.parse(options))
  .then((session) => session.run({ x: new Tensor('float32', [1], [1, 1]) }))
  .catch((error) => {
    process.stdout.write(error.message);
    process.exitCode = 1;
  });
`;

/** The least that a device must compute. */
const smallest = {
  name: 'probe',
  input: { name: 'x', shape: [1] },
  layers: [{ type: 'tanh', name: 'y', inputs: ['x'] }],
  output: 'y',
} as const;

/**
 * Computes a little on a device of onnxruntime-node, in a process of its own: drivers write to the
 * terminal, and may crash.
 *
 * @returns why it does not work, in a line; `undefined` where it does
 */
export async function probeDevice(device: Device): Promise<string | undefined> {
  const model = Buffer.from(toOnnx(smallest)).toString('base64');
  const options = JSON.stringify(sessionOptions('onnxruntime', device));
  const args = ['--eval', program, require.resolve('onnxruntime-node'), model, options];
  try {
    await promisify(execFile)(process.execPath, args, { timeout: LIMIT_MILLISECONDS });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stdout = '', signal = undefined } = error as Error & { stdout?: string; signal?: string };
  const said = withoutSource(stdout).trim().split('\n')[0];
  return said || `its process ended (${signal ?? error.message.split('\n')[0]})`;
}

/** ONNX Runtime's checks name a place in its sources and the condition before they say what is wrong. */
function withoutSource(message: string): string {
  return message.replace(/^\/\S+:\d+ .* was false\. /, '');
}
