import { resolve } from 'node:path';
import { existingFile, UsageError, type CommandContext } from '@gender/cli';
import { openFileSource, sha256File, writeManifest } from '@gender/core/node';
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

/**
 * Imports a MatConvNet network, writes it as a Keras file and says in a manifest how it was made.
 *
 * @throws UsageError when the output would replace the input.
 * @throws FileError, MatError, MatConvNetError when the input cannot be read.
 */
export async function convertNetwork(
  { input, output, includeTop }: ConvertOptions,
  { logger, progress, signal, versions }: CommandContext,
): Promise<Converted> {
  if (resolve(input) === resolve(output)) {
    throw new UsageError(`--input and --output are the same file, ${input}`);
  }
  const advice = 'download it with gender-convert fetch, or name another with --input';
  const started = performance.now();
  await using file = await openFileSource(existingFile(input, advice), { signal });
  const network = await importMatConvNet(file, { includeTop, logger, progress });
  signal.throwIfAborted();
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
