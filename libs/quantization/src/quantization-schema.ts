import { sha256 } from '@gender/core/node';
import type { Quantization } from '@gender/onnx';
import * as z from 'zod';

/** A `Quantization` in a file. */
export const quantizationSchema = z.object({
  ranges: z.record(z.string(), z.object({ min: z.number(), max: z.number() })),
  weightBits: z.union([z.literal(7), z.literal(8)]),
  floatLayers: z.array(z.string()).optional(),
}) satisfies z.ZodType<Quantization>;

/** The SHA-256 of all that decides how a network is computed in 8 bits, whatever the order of the ranges. */
export function quantizationHash({ ranges, weightBits, floatLayers = [] }: Quantization): string {
  const sorted = Object.entries(ranges)
    .map(([name, { min, max }]) => [name, min, max] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return sha256(
    JSON.stringify({ ranges: sorted, weightBits, floatLayers: [...floatLayers].sort() }),
  );
}
