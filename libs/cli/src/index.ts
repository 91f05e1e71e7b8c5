export { archiveOptions, ownersTerms } from './archive-options.js';
export { InterruptedError, UsageError } from './cli-error.js';
export { defineCommand } from './command.js';
export {
  dataRootOption,
  datasetNameSchema,
  defaultDataset,
  modelsOption,
} from './common-options.js';
export { existingFile } from './existing-file.js';
export { formatCommandLine, givenFlags } from './given-flags.js';
export { formatBytes, formatCount, formatDuration } from './format.js';
export { letHeapGrow } from './heap-growth.js';
export { runApp } from './run-app.js';
export { formatTable } from './table.js';
export { holds, verifyCommand } from './verify-command.js';
export { versions } from './versions.js';
export type { ArchiveOptions } from './archive-options.js';
export type { Command, CommandContext, CommandDefinition, Example } from './command.js';
export type { CommonValues } from './common-options.js';
export type { SignalSource } from './interruption.js';
export { parseNumber } from './option.js';
export type { Option, OptionTable, OptionValues } from './option.js';
export type { ReporterStream } from './reporter-stream.js';
export type { App, AppIo } from './run-app.js';
export type { Verifier } from './verify-command.js';
export { normalizationOf, normalizationOptions } from './normalization-options.js';
