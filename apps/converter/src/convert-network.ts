import { openFileSource, sha256File, writeManifest } from '@gender/core/node';
import type { CommandContext } from '@gender/cli';
import { writeKerasModel } from '@gender/keras';
import { importMatConvNet } from '@gender/matconvnet';
import { countParameters } from '@gender/network';

/** What `convert` reads and writes. */
export interface ConvertOptions {
  input: string;
  output: string;
  includeTop: boolean;
}

/** What `convert` did. */
export interface Converted {
  output: string;
  layers: number;
  parameters: number;
  seconds: number;
  /** The most memory that the process has held. */
  peakMemoryBytes: number;
}

/** Imports a MatConvNet network, writes it as a Keras file and says in a manifest how it was made. */
export async function convertNetwork(
  { input, output, includeTop }: ConvertOptions,
  { logger, progress, versions }: CommandContext,
): Promise<Converted> {
  const started = performance.now();
  await using file = await openFileSource(input);
  const network = await importMatConvNet(file, { includeTop, logger, progress });
  await writeKerasModel(output, network);
  const seconds = (performance.now() - started) / 1000;
  await writeManifest(output, {
    command: 'convert',
    seconds,
    versions,
    options: { input, output, includeTop },
    inputs: { [input]: await sha256File(input) },
  });
  return {
    output,
    layers: network.layers.length,
    parameters: countParameters(network).total,
    seconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}
