/** Extracts as the options in JSON say, in a process of its own, and prints where the stores are. */
import { extractDataset, type ExtractDatasetOptions } from '../src/extract/extract-dataset.js';

const options = JSON.parse(process.argv[2] ?? '') as ExtractDatasetOptions;
const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string) => process.stderr.write(`${message}\n`),
};
const { stores } = await extractDataset({ ...options, logger });
process.stdout.write(JSON.stringify(stores.map(({ path }) => path)));
