import type { Engine } from '@gender/engine';
import { pictureBatches } from '@gender/features';
import type { Preprocessing } from '@gender/image';
import type { Network } from '@gender/network';
import { quantizableActivations } from '@gender/onnx';
import type { Quantization } from '@gender/quantization';

/** Pictures computed at once. */
const BATCH = 8;

/**
 * How much the activations of an 8-bit network look like those of the same network in float32: the
 * cosine between the two, a mean over pictures, for each convolution with its ReLU and for the
 * output of the network.
 */
export async function layerCosines(
  {
    network,
    preprocessing,
    engine,
  }: { network: Network; preprocessing: Preprocessing; engine: Engine },
  quantization: Quantization,
  pictures: readonly string[],
): Promise<Record<string, number>> {
  const made = quantizableActivations(network).filter((name) => name !== network.input.name);
  const outputs = [...new Set([...made, network.output])];
  await using exact = await engine.loadNetwork(network, { outputs });
  await using quantized = await engine.loadNetwork(network, { outputs, quantization });
  const sums = outputs.map(() => 0);
  for await (const batch of pictureBatches(pictures, preprocessing, BATCH)) {
    const expected = await exact.run(batch.input);
    const found = await quantized.run(batch.input);
    expected.forEach(({ data }, index) => {
      const other = found[index]?.data ?? new Float32Array(data.length);
      sums[index] = (sums[index] ?? 0) + sumOfCosines(data, other, batch.pictures.length);
    });
  }
  return Object.fromEntries(
    outputs.map((name, index) => [name, (sums[index] ?? 0) / pictures.length]),
  );
}

/** The sum, over the rows of two matrices, of the cosine between a row and its counterpart. */
function sumOfCosines(left: Float32Array, right: Float32Array, rows: number): number {
  const size = left.length / rows;
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const [a, b] = [left, right].map((data) => data.subarray(row * size, (row + 1) * size));
    sum += a && b ? cosine(a, b) : 0;
  }
  return sum;
}

function cosine(left: Float32Array, right: Float32Array): number {
  let [product, leftSquares, rightSquares] = [0, 0, 0];
  left.forEach((value, index) => {
    const other = right[index] ?? 0;
    product += value * other;
    leftSquares += value * value;
    rightSquares += other * other;
  });
  const length = Math.sqrt(leftSquares * rightSquares);
  return length === 0 ? Number(leftSquares === rightSquares) : product / length;
}
