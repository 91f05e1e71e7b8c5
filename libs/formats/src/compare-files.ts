import { findFormatOfFile } from './network-formats.js';
import { FormatError } from './format-error.js';
import type { ReadNetworkOptions, WeightComparison } from './network-format.js';
import { readNetwork } from './read-network.js';
import { compareWeights, type WeightDifferences } from './compare/compare-weights.js';
import { networkWeights } from './compare/network-weights.js';
import type { WeightedLayer } from './compare/weighted-layer.js';

export interface CompareFilesOptions extends Pick<
  ReadNetworkOptions,
  'includeTop' | 'until' | 'signal' | 'logger' | 'progress'
> {
  /**
   * How far weights may be apart: a part of the largest magnitude in an array of weights. Default:
   * 0, equal numbers.
   */
  tolerance?: number | undefined;
}

/** Compares networks of formats that are read. */
const asNetworks: WeightComparison['encodeWeights'] = networkWeights;

/**
 * Compares the networks of two files, of any two formats that are read, layer by layer. With a file
 * of another kind (`.onnx`) the other network is brought into that form first.
 *
 * @throws FormatError (`FORMAT_COMPARE`) when two files of different such kinds are given.
 * @throws what reading the files throws.
 */
export async function compareFiles(
  first: string,
  second: string,
  { tolerance = 0, ...options }: CompareFilesOptions = {},
): Promise<WeightDifferences> {
  const comparison = comparisonOf(first, second);
  const [one, other] = [
    await weightsOf(first, comparison, options),
    await weightsOf(second, comparison, options),
  ];
  return compareWeights(one, other, tolerance);
}

function comparisonOf(first: string, second: string): WeightComparison | undefined {
  const [one, other] = [findFormatOfFile(first), findFormatOfFile(second)];
  if (one.compare && other.compare && one !== other) {
    throw new FormatError(
      'FORMAT_COMPARE',
      `${first} (${one.name}) and ${second} (${other.name}) cannot be compared; compare each with the file it was made from`,
    );
  }
  return one.compare ?? other.compare;
}

async function weightsOf(
  path: string,
  comparison: WeightComparison | undefined,
  options: CompareFilesOptions,
): Promise<readonly WeightedLayer[]> {
  if (comparison && findFormatOfFile(path).compare) return await comparison.readWeights(path);
  const encode = comparison?.encodeWeights ?? asNetworks;
  return encode(await readNetwork(path, options));
}
