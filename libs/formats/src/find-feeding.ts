import type { Network, Normalization } from '@gender/network';
import type { FeedingSource } from './describe/file-description.js';
import { FormatError } from './format-error.js';
import { isNetworkName } from './network-formats.js';
import { feedAlike, PREPROCESSOR_CONFIG, readPreprocessorConfig } from './preprocessor-config.js';

/** How pictures are fed to a network, and who says it; nothing where nobody does. */
export interface Feeding {
  readonly normalization?: Normalization;
  readonly source?: FeedingSource;
}

/**
 * How pictures are fed to a network, as its file, a configuration beside it or the caller says.
 *
 * @param said - what the caller says
 * @throws FormatError (`FORMAT_NORMALIZATION`) when two of them say it, unless the files agree.
 */
export async function findFeeding(
  path: string,
  {
    normalization: own,
    input,
  }: Pick<Network, 'normalization'> & { input: { shape: readonly number[] } },
  said?: Normalization,
): Promise<Feeding> {
  const isNamed = isNetworkName(path);
  const beside = isNamed ? undefined : await readPreprocessorConfig(path, input.shape);
  if (own !== undefined && beside !== undefined && !feedAlike(own, beside)) {
    throw new FormatError(
      'FORMAT_NORMALIZATION',
      `${path} and the ${PREPROCESSOR_CONFIG} beside it say differently how pictures are fed; move the one that is wrong`,
    );
  }
  const known = own ?? beside;
  if (known === undefined) return said ? { normalization: said, source: 'caller' } : {};
  const ofOwn = isNamed ? 'package' : 'file';
  if (said === undefined) {
    return { normalization: known, source: own === undefined ? PREPROCESSOR_CONFIG : ofOwn };
  }
  const who =
    own === undefined ? `the ${PREPROCESSOR_CONFIG} beside ${path} says` : `${path} says itself`;
  throw new FormatError(
    'FORMAT_NORMALIZATION',
    `${who} how pictures are fed to it; leave out the mean, the standard deviation and the order of the channels`,
  );
}
