import { required, silentProgress, zip, type ProgressReporter } from '@gender/core';
import type { Network } from '@gender/network';
import { quantizableActivations } from '@gender/onnx';
import type { Float32Tensor } from '@gender/tensor';
import { HistogramBuilder, type Histogram } from './histogram.js';
import { QuantizationError } from './quantization-error.js';

/** What runs the network while its activations are measured; an engine of `@gender/engine` is one. */
export interface NetworkRunner {
  loadNetwork(
    network: Network,
    options: { threads?: number | undefined; outputs: readonly string[] },
  ): Promise<RunnableNetwork>;
}

/** A network that returns the activations asked for, in their order. */
export interface RunnableNetwork extends AsyncDisposable {
  run(input: Float32Tensor): Promise<Float32Tensor[]>;
}

/** The inputs with which a network is measured. */
export interface CalibrationSet {
  /** Batches `(n, …network.input.shape)`; small ones, because all activations of one are in memory. */
  batches: AsyncIterable<Float32Tensor>;
  /** How many pictures there are in all. */
  size: number;
}

export interface CalibrateOptions {
  runner: NetworkRunner;
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
}

/**
 * Runs a network on a sample of its inputs and counts the values of every activation that an 8-bit
 * network needs a range of (`quantizableActivations`). Only histograms are kept.
 *
 * @returns a histogram for each of them, by name
 * @throws QuantizationError without convolutions, without pictures, or when a value is not finite.
 */
export async function calibrate(
  network: Network,
  { batches, size }: CalibrationSet,
  { runner, threads, signal, progress = silentProgress }: CalibrateOptions,
): Promise<Map<string, Histogram>> {
  const names = quantizableActivations(network);
  const histograms = new Map(names.map((name) => [name, new HistogramBuilder()]));
  const outputs = names.filter((name) => name !== network.input.name);
  if (outputs.length === 0) throw noConvolutions(network);
  const task = progress.start({ label: 'calibrating', unit: 'images', total: size });
  try {
    await using loaded = await runner.loadNetwork(network, { threads, outputs });
    let pictures = 0;
    for await (const batch of batches) {
      signal?.throwIfAborted();
      const activations = await loaded.run(batch);
      const named = zip([network.input.name, ...outputs], [batch, ...activations]);
      for (const [name, values] of named) count(network, name, histograms.get(name), values);
      const batchSize = required(batch.shape[0], 'the batch axis of pictures');
      pictures += batchSize;
      task.advance(batchSize);
    }
    if (pictures === 0) throw noPictures(network);
  } finally {
    task.stop();
  }
  return histograms;
}

function count(
  network: Network,
  name: string,
  histogram: HistogramBuilder | undefined,
  { data }: Float32Tensor,
): void {
  // The input has none where the first layer is no convolution.
  if (histogram === undefined) return;
  try {
    histogram.add(data);
  } catch (cause) {
    throw new QuantizationError(
      'QUANTIZATION_ACTIVATION',
      `network "${network.name}" computes values in "${name}" that are not finite; check its weights and how pictures are fed to it`,
      { cause },
    );
  }
}

function noConvolutions({ name }: Network): QuantizationError {
  return new QuantizationError(
    'QUANTIZATION_LAYERS',
    `network "${name}" has no convolution, so there is nothing to compute in 8 bits; use fp32`,
  );
}

function noPictures({ name }: Network): QuantizationError {
  return new QuantizationError(
    'QUANTIZATION_CALIBRATION',
    `there are no pictures to measure the activations of network "${name}" with`,
  );
}
