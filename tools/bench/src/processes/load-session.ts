/** A process that reads an `.onnx` file, creates a session, runs it once and prints the milliseconds. */
import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import * as z from 'zod';

const { onnx, shape, threads } = z
  .object({ onnx: z.string(), shape: z.array(z.number()), threads: z.number() })
  .parse(JSON.parse(process.argv[2] ?? ''));
const length = shape.reduce((product, axis) => product * axis, 1);
const input = new Tensor('float32', new Float32Array(length), shape);

const started = performance.now();
const session = await InferenceSession.create(await readFile(onnx), { intraOpNumThreads: threads });
await session.run({ [session.inputNames[0] ?? '']: input });
process.stdout.write(JSON.stringify({ milliseconds: performance.now() - started }));
