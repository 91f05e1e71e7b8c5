import { kernelsWasm } from './generated/kernels-wasm.js';
import type { SharedMemory } from './shared-memory.js';

/** The functions of assembly/; records and buffers are addresses. */
export interface KernelFunctions {
  normalize(normalization: number, picture: number): void;
  forward(dense: number, first: number, end: number, pictures: number, training: number): void;
  softmax(dense: number, picture: number, target: number): void;
  crossEntropy(dense: number, loss: number, pictures: number, result: number): void;
  gatherGradients(dense: number, adam: number, first: number, end: number, pictures: number): void;
  sweep(dense: number, adam: number, block: number, pictures: number, scratch: number): void;
  sweepNormalized(
    dense: number,
    normalization: number,
    adam: number,
    block: number,
    scratch: number,
  ): void;
}

/** Compiles the kernels over a memory; every thread does so for itself. */
export async function instantiateKernels(memory: SharedMemory): Promise<KernelFunctions> {
  const bytes = Uint8Array.from(atob(kernelsWasm), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, {
    env: { memory: memory as WebAssembly.Memory },
  });
  return instance.exports as never;
}
