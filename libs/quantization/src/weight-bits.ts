import { silentLogger, type Logger } from '@gender/core';
import { addsProductsExactly, cpuFeatures, type CpuFeature } from '@gender/core/node';
import type { Quantization } from '@gender/onnx';

/** Bits of a weight. */
export type WeightBits = Quantization['weightBits'];

/**
 * How many bits the weights may have on a processor: 8 where its sums of products are exact, else
 * 7, which are right everywhere.
 *
 * @param features - its instruction sets; `undefined` where the system does not tell
 */
export function weightBitsFor(features: readonly CpuFeature[] | undefined): WeightBits {
  return addsProductsExactly(features) ? 8 : 7;
}

/** `weightBitsFor` the processor of this machine. */
export async function weightBitsHere(): Promise<WeightBits> {
  return weightBitsFor(await cpuFeatures());
}

/**
 * A quantisation as it can be computed with weights of at most `bits`: one of 8 bits is cut to 7
 * where the processor asks for it, and the logger is warned, because results differ a little.
 */
export function fitWeightBits(
  quantization: Quantization,
  bits: WeightBits,
  logger: Logger = silentLogger,
): Quantization {
  if (quantization.weightBits <= bits) return quantization;
  logger.warn(
    'this processor adds 8-bit products in 16 bits (it has no VNNI), so weights are cut to 7 bits; probabilities differ a little from those on the machine that trained the model',
  );
  return { ...quantization, weightBits: bits };
}
