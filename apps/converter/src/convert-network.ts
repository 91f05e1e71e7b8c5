import { resolve } from 'node:path';
import { UsageError, type CommandContext } from '@gender/cli';
import { hashOutputs, InputFiles, writeManifest } from '@gender/core/node';
import { findWriter, networkFiles, readNetwork } from '@gender/formats';
import { countParameters, encodeNormalization, type Normalization } from '@gender/network';
import { existingNetwork } from './existing-network.js';

/** What `convert` reads and writes. */
export interface ConvertOptions {
  input: string;
  output: string;
  includeTop: boolean;
  until: string | undefined;
  outputLayer: string | undefined;
  inputShape: readonly [height: number, width: number, channels: number] | undefined;
  skipUnknown: boolean;
  architecture: string | undefined;
  foldBatchNormalization: boolean;
  /** How pictures are fed to it, where its file does not say. */
  normalization: Normalization | undefined;
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
 * Reads a network, writes it in another format and says in a manifest how it was made.
 *
 * @throws UsageError when the output would replace the input.
 * @throws FormatError when a name tells no format that serves; what reading and writing throws.
 */
export async function convertNetwork(
  { input, output, normalization, ...kept }: ConvertOptions,
  context: CommandContext,
): Promise<Converted> {
  const { signal, versions } = context;
  if (resolve(input) === resolve(output)) {
    throw new UsageError(`--input and --output are the same file, ${input}`);
  }
  const advice = 'download it with gender-convert fetch, or name another with --input';
  const write = findWriter(output);
  const started = performance.now();
  const file = existingNetwork(input, advice);
  const inputs = await InputFiles.look(await networkFiles(file));
  const network = await readNetwork(file, {
    ...context,
    ...kept,
    normalization,
  });
  signal.throwIfAborted();
  await write(output, network);
  const seconds = (performance.now() - started) / 1000;
  const plain = output.replace(/\/+$/, '');
  await writeManifest(plain, {
    command: 'convert',
    seconds,
    versions,
    options: {
      ...{ input, output, ...kept },
      normalization: normalization && encodeNormalization(normalization),
    },
    inputs: await inputs.hashes(),
    outputs: await hashOutputs(plain, await networkFiles(output)),
  });
  return {
    output,
    layers: network.layers.length,
    parameters: countParameters(network).total,
    seconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}
