import { holds, verifyCommand, type App } from '@gender/cli';
import { verifyDataset } from '@gender/dataset';
import { auditCommand } from './audit-command.js';
import { fetchCommand } from './fetch-command.js';
import { inspectCommand } from './inspect-command.js';
import { prepareCommand } from './prepare-command.js';

/** `gender-prepare`: a labelled face collection to split folders. */
export const app: App = {
  name: 'gender-prepare',
  summary: 'Splits a labelled face collection into training, validation and test pictures.',
  moduleUrl: import.meta.url,
  advice: {
    DATASET_BROKEN: '--max-broken is the share',
    DATASET_SPLITS: 'the flag is --layout',
    DATASET_EMPTY: '--data-dir and --layout say what to read',
    DATASET_EXISTS: 'by --dataset',
    DATASET_LABELS: 'the flags are --corrections and --map',
    DATASET_MANIFEST: '--data-dir takes it',
    DATASET_OPTIONS:
      'the flags are --split, --stratify, --folds, --persons, --faces, --fraction and --dataset',
    DATASET_TOO_SMALL: 'by --fraction or --folds',
    ARCHIVE_TARGET: 'by --data-dir',
    DOWNLOAD_CHECKSUM: '--sha256 says what the archive must have',
    DOWNLOAD_URL: '--url names it',
  },
  commands: [
    prepareCommand,
    inspectCommand,
    auditCommand,
    verifyCommand(
      [{ kind: 'dataset', recognise: holds('split.json'), verify: verifyDataset }],
      [['data/GenderDataset', 'every picture against split.json; exit code 1 where one differs']],
    ),
    fetchCommand,
  ],
};
