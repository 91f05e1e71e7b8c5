import { holds, verifyCommand, type Command } from '@gender/cli';
import { verifyDataset } from '@gender/dataset';
import { verifyFeatureStore } from '@gender/features';

/**
 * The command `verify` for whatever the programs write: datasets, features, and files with a manifest, such as models,
 * converted networks and results.
 */
export function verifyProducts(examples: readonly (readonly [string, string])[]): Command {
  return verifyCommand(
    [
      { kind: 'dataset', recognise: holds('split.json'), verify: verifyDataset },
      {
        kind: 'features',
        recognise: (path) => path.endsWith('.npy'),
        verify: (path) => verifyFeatureStore(path),
      },
    ],
    examples,
  );
}
